import { isDeepStrictEqual } from 'node:util';
import { DelegateError } from '../errors.ts';
import type { Client, ServerEntry } from './client.ts';
import { readClientFile, readIfThere, type ClientFile, type Place } from './client-file.ts';
import { ENTRY_NAME, readOwn, withEntry, withoutEntry } from './own-entry.ts';
import { isOurs } from './is-ours.ts';

/** Beside the file that was changed. */
const BACKUP_SUFFIX = '.before-runapi-deepseek';

/** A change of one file that has not been made. */
export interface Plan {
  readonly file: string;
  /** Undefined for a file that does not exist. */
  readonly before: string | undefined;
  /** Undefined for a file that is to be removed. */
  readonly after: string | undefined;
  /** Where the text from before the first installation is kept. */
  readonly backup: string;
  /** What becomes of the backup: a text to write, `keep` for what is there or is not, `drop` to remove it. */
  readonly original: { readonly text: string } | 'keep' | 'drop';
  /** Whether a key is in the text, so that only the user may read it. */
  readonly holdsKey: boolean;
}

interface Change extends Place {
  /** Also where the entry starts something else. */
  readonly force: boolean;
}

/** @throws {DelegateError} `input` where the client has no such file, or it cannot be changed. */
export async function planInstall(client: Client, server: ServerEntry, change: Change): Promise<Plan> {
  const read = await readClientFile(client, change);
  return namingFile(read.file, async () => {
    const before = read.text;
    const entry = client.toEntry(server);
    const existing = readOwn(client, before);
    const plan = { ...toPlan(read), holdsKey: server.key !== undefined };
    if (isDeepStrictEqual(existing, entry)) return { ...plan, after: before, original: 'keep' };
    const isOwn = existing !== undefined && (await isOurs(existing));
    if (existing !== undefined && !isOwn && !change.force) throw notOurs(read.file, 'replace');
    const after = withEntry(client, before ?? '', entry);
    // The text without the entry: it may have a key that an earlier installation wrote.
    const original = isOwn && before !== undefined ? withoutEntry(client, before) : before;
    const isKept =
      original === undefined || original === '' || (await readIfThere(plan.backup)) !== undefined;
    return { ...plan, after, original: isKept ? 'keep' : { text: original } };
  });
}

/**
 * Takes the entry out again. A file that is as the installation left it becomes byte for byte what it was before;
 * of one that was changed since, everything but the entry stays.
 */
export async function planUninstall(client: Client, change: Change): Promise<Plan> {
  const read = await readClientFile(client, change);
  return namingFile(read.file, async () => {
    const before = read.text;
    const entry = readOwn(client, before);
    const plan = { ...toPlan(read), holdsKey: false };
    if (before === undefined || entry === undefined) return { ...plan, after: before, original: 'keep' };
    if (!change.force && !(await isOurs(entry))) throw notOurs(read.file, 'remove');
    const backup = await readIfThere(plan.backup);
    const leadsHere = (text: string) => leadsTo(client, text, entry, before);
    if (backup !== undefined && leadsHere(backup)) return { ...plan, after: backup, original: 'drop' };
    // A file that has nothing but the entry was made by the installation.
    if (backup === undefined && leadsHere('')) {
      return { ...plan, after: read.isLink ? '' : undefined, original: 'drop' };
    }
    return { ...plan, after: withoutEntry(client, before), original: 'drop' };
  });
}

/** The entry of a client's file as it is there; undefined where there is none, or no file. */
export async function readEntry(
  client: Client,
  place: Place,
): Promise<{ file: string; entry: unknown } | undefined> {
  const { file, text } = await readClientFile(client, place);
  return namingFile(file, async () => {
    const entry = readOwn(client, text);
    return entry === undefined ? undefined : { file, entry };
  });
}

function toPlan({ file, text }: ClientFile): Pick<Plan, 'file' | 'before' | 'backup'> {
  return { file, before: text, backup: file + BACKUP_SUFFIX };
}

/** Editors know text only; whoever reads the message wants to know which file it is about. */
async function namingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DelegateError) || error.what.includes(file)) throw error;
    throw new DelegateError(error.kind, error.what.replace(/^The file/, file), error.voices, {
      cause: error,
    });
  }
}

/** Whether the entry, put into a text, makes the file as it is. */
function leadsTo(client: Client, text: string, entry: unknown, file: string): boolean {
  try {
    return withEntry(client, text, entry as Record<string, unknown>) === file;
  } catch (error) {
    if (error instanceof DelegateError) return false;
    throw error;
  }
}

function notOurs(file: string, action: 'replace' | 'remove'): DelegateError {
  return new DelegateError(
    'input',
    `${file} has a server "${ENTRY_NAME}" that starts something else.`,
    `Rename or remove it, or ${action} it with --force.`,
  );
}
