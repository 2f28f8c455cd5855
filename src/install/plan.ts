import { realpath, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DelegateError } from '../errors.ts';
import type { Client, ServerEntry } from './clients.ts';
import type { Editor } from './formats/editor.ts';
import { addToList, json, removeFromList } from './formats/json.ts';
import { toml } from './formats/toml.ts';
import { yaml } from './formats/yaml.ts';
import type { Surroundings } from './surroundings.ts';

const ENTRY_NAME = 'deepseek';
/** Beside the file that was changed. */
const BACKUP_SUFFIX = '.before-runapi-deepseek';

const EDITORS: Readonly<Record<Client['format'], Editor>> = { json, toml, yaml };

/** A change of one file that has not been made. */
export interface Plan {
  /** The file itself, where its name is a link. */
  readonly file: string;
  readonly backup: string;
  /** Undefined for a file that does not exist. */
  readonly before: string | undefined;
  /** Undefined for a file that is to be removed. */
  readonly after: string | undefined;
}

export interface PlanOptions {
  readonly scope: 'user' | 'project';
  readonly surroundings: Surroundings;
}

/** @throws {DelegateError} `input` where the client has no such file, or it cannot be changed. */
export async function planInstall(
  client: Client,
  server: ServerEntry,
  { force, ...options }: PlanOptions & { force: boolean },
): Promise<Plan> {
  const { file, before } = await readFileOf(client, options);
  const editor = EDITORS[client.format];
  const text = before ?? '';
  const entry = client.toEntry(server);
  const existing = toPlain(editor.read(text, client.section, ENTRY_NAME));
  const plan = { file, backup: file + BACKUP_SUFFIX, before };
  if (isDeepStrictEqual(existing, entry)) return { ...plan, after: before };
  if (existing !== undefined && !force && !isOurs(existing)) throw notOurs(file);
  const base = existing === undefined ? text : remove(client, text);
  return { ...plan, after: insert(client, base, entry) };
}

/**
 * Takes the entry out again. A file that is as the installation left it becomes byte for byte what it was before;
 * of one that was changed since, everything but the entry stays.
 */
export async function planUninstall(client: Client, options: PlanOptions): Promise<Plan> {
  const { file, before } = await readFileOf(client, options);
  const plan = { file, backup: file + BACKUP_SUFFIX, before };
  const editor = EDITORS[client.format];
  const entry = before === undefined ? undefined : editor.read(before, client.section, ENTRY_NAME);
  if (before === undefined || entry === undefined) return { ...plan, after: before };
  const backup = await readIfThere(plan.backup);
  if (backup !== undefined && leadsTo(client, backup, entry, before)) {
    // There is an empty backup of a file that did not exist.
    return { ...plan, after: backup === '' ? undefined : backup };
  }
  return { ...plan, after: remove(client, before) };
}

/** The entry of a client's file as it stands there; undefined where there is none, or no file. */
export async function readEntry(
  client: Client,
  options: PlanOptions,
): Promise<{ file: string; entry: unknown } | undefined> {
  const { file, before } = await readFileOf(client, options);
  const entry =
    before === undefined ? undefined : EDITORS[client.format].read(before, client.section, ENTRY_NAME);
  return entry === undefined ? undefined : { file, entry };
}

function insert(
  { format, section, companion }: Client,
  text: string,
  entry: Record<string, unknown>,
): string {
  const changed = EDITORS[format].insert(text, section, ENTRY_NAME, entry);
  if (!companion) return changed;
  const bare = removeFromList(changed, companion.section, companion.value.id);
  return addToList(bare, companion.section, companion.value);
}

function remove({ format, section, companion }: Client, text: string): string {
  const changed = EDITORS[format].remove(text, section, ENTRY_NAME);
  return companion ? removeFromList(changed, companion.section, companion.value.id) : changed;
}

/** Whether the entry, put into the backup, makes the file as it is. */
function leadsTo(client: Client, backup: string, entry: unknown, text: string): boolean {
  try {
    return insert(client, backup, entry as Record<string, unknown>) === text;
  } catch (error) {
    if (error instanceof DelegateError) return false;
    throw error;
  }
}

async function readFileOf(
  client: Client,
  { scope, surroundings }: PlanOptions,
): Promise<{ file: string; before: string | undefined }> {
  const named = fileOf(client, scope, surroundings);
  const file = await realpath(named).catch(() => named);
  return { file, before: await readIfThere(file) };
}

function fileOf(
  { title, userFile, projectFile }: Client,
  scope: PlanOptions['scope'],
  surroundings: Surroundings,
): string {
  if (scope === 'user') return userFile(surroundings);
  if (projectFile !== undefined) return path.join(surroundings.workingFolder, projectFile);
  throw new DelegateError(
    'input',
    `${title} reads no configuration from a project.`,
    'Leave --project out to change the one of the user.',
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DelegateError('input', `${file} cannot be read (${code}).`, 'Correct that, and try again.', {
      cause: error,
    });
  }
}

/** Parsers make objects without a prototype, which are no equals of ours. */
function toPlain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function isOurs(entry: unknown): boolean {
  return /runapi-deepseek|[\\/]dist[\\/]bin\.js"/.test(JSON.stringify(entry));
}

function notOurs(file: string): DelegateError {
  return new DelegateError(
    'input',
    `${file} has a server "${ENTRY_NAME}" that starts something else.`,
    'Rename or remove it, or replace it with --force.',
  );
}
