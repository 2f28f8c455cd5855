import { lstatSync, statSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { throwIfAborted } from '../abort.ts';
import { toGlobName, type GlobRules } from './glob.ts';
import { isGitFolder, whyIgnored, type IgnoreRules } from './ignore/ignore-rules.ts';
import { createPause } from '../pause.ts';
import { IRREGULAR, unreadable } from '../read/refusal.ts';

/** Something that a walk comes upon. */
export type WalkEntry =
  | { readonly kind: 'file'; readonly absolute: string; readonly bytes: number }
  /** Where it leads has not been looked at. */
  | { readonly kind: 'link'; readonly absolute: string }
  /** A file that would be caught, or a folder in which something might be. */
  | { readonly kind: 'skipped'; readonly absolute: string; readonly reason: string };

export interface WalkOptions {
  /** In the folder where the walk starts, without its own `.gitignore`. */
  readonly rules: IgnoreRules;
  /** What is caught, as it applies in the folder where the walk starts. */
  readonly catches: GlobRules;
  /** What is skipped without a note, likewise. */
  readonly exclusions: GlobRules;
  readonly signal: AbortSignal | undefined;
}

/** A walk through as many takes about three seconds. */
const MAX_ENTRIES = 1_000_000;
/** Folders that are listed before their turn, so that the file system is never waited for alone. */
const READ_AHEAD = 8;

interface Folder extends Omit<WalkOptions, 'signal'> {
  readonly absolute: string;
  /** Where it was read before its turn. */
  listing: Promise<Listing> | undefined;
}

type Listing = Dirent[] | { readonly error: unknown };

/**
 * Walks a folder from the top down, in the order of names but files before folders. A folder in which nothing can be
 * caught is not entered, and what the entry of a folder tells is not asked again. Links to folders are not followed:
 * they may lead round in circles, and what is inside the roots is found under its own path. A repository in the
 * repository is another project.
 *
 * @param base - The real path of a folder.
 * @param maxEntries - Files and folders that are looked at; another number is given by tests alone.
 * @throws {DelegateError} `input` where there are more, `aborted`.
 */
export async function* walk(
  base: string,
  { signal, ...start }: WalkOptions,
  maxEntries = MAX_ENTRIES,
): AsyncGenerator<WalkEntry> {
  const pending: Folder[] = [{ ...start, absolute: base, listing: undefined }];
  let entries = 0;
  const pause = createPause();
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    for (const next of pending.slice(-READ_AHEAD)) next.listing ??= list(next.absolute);
    const children = await (folder.listing ?? list(folder.absolute));
    const reason = whyNotEntered(children);
    if (!Array.isArray(children) || (reason !== undefined && folder.absolute !== base)) {
      yield { kind: 'skipped', absolute: folder.absolute, reason: reason ?? '' };
      continue;
    }
    const entered = await withOwnRules(folder, children);
    const below: Folder[] = [];
    for (const child of children) {
      throwIfAborted(signal);
      entries += 1;
      if (entries > maxEntries) throw tooMany(maxEntries);
      const found = child.isDirectory() ? lookAtFolder(child, entered) : lookAtFile(child, entered);
      if (found && 'kind' in found) yield found;
      else if (found) below.push(found);
      const turn = pause();
      if (turn) await turn;
    }
    pending.push(...below.toReversed());
  }
}

/** @returns An error is a value here: a folder that is listed before its turn has nobody to catch it. */
async function list(folder: string): Promise<Listing> {
  try {
    const children = await readdir(folder, { withFileTypes: true });
    return children.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    return { error };
  }
}

function whyNotEntered(children: Listing): string | undefined {
  if (!Array.isArray(children)) return unreadable(children.error);
  return children.some(({ name }) => isGitFolder(name)) ? 'is another Git repository' : undefined;
}

async function withOwnRules(folder: Folder, children: readonly Dirent[]): Promise<Folder> {
  const hasOwn = children.some((child) => child.name === '.gitignore' && child.isFile());
  return hasOwn ? { ...folder, rules: await folder.rules.withOwn(folder.absolute) } : folder;
}

function lookAtFolder({ name }: Dirent, parent: Folder): Folder | WalkEntry | undefined {
  const globName = toGlobName(name);
  const catches = parent.catches.enter(globName);
  if (catches.isEmpty || parent.exclusions.find(globName, true)) return undefined;
  const absolute = inFolder(parent.absolute, name);
  const reason = whyIgnored(name, true, parent.rules);
  if (reason !== undefined) return { kind: 'skipped', absolute, reason };
  const exclusions = parent.exclusions.enter(globName);
  return { absolute, catches, exclusions, rules: parent.rules.enter(name), listing: undefined };
}

function lookAtFile(child: Dirent, parent: Folder): WalkEntry | undefined {
  const { name } = child;
  const globName = toGlobName(name);
  const isCaught = parent.catches.find(globName, false) !== undefined;
  const isLink = child.isSymbolicLink();
  if (!isCaught && !(isLink && !parent.catches.enter(globName).isEmpty)) return undefined;
  if (parent.exclusions.find(globName, false)) return undefined;
  const absolute = inFolder(parent.absolute, name);
  const skip = (reason: string) => ({ kind: 'skipped', absolute, reason }) as const;
  const reason = whyIgnored(name, false, parent.rules);
  if (reason !== undefined) return isCaught ? skip(reason) : undefined;
  if (isLink && isFolderLink(absolute)) return skip('is a link to a folder, which globs do not follow');
  if (!isCaught) return undefined;
  if (isLink) return { kind: 'link', absolute };
  if (!child.isFile()) return skip(IRREGULAR);
  try {
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    return stats && { kind: 'file', absolute, bytes: stats.size };
  } catch (error) {
    return skip(unreadable(error));
  }
}

/** Without the cost of `path.join`, which takes apart what is whole. */
function inFolder(folder: string, name: string): string {
  return folder.endsWith(path.sep) ? folder + name : folder + path.sep + name;
}

function isFolderLink(absolute: string): boolean {
  try {
    return statSync(absolute).isDirectory();
  } catch {
    return false;
  }
}

function tooMany(maxEntries: number): DelegateError {
  return new DelegateError(
    'input',
    `A glob looks through more than ${maxEntries.toLocaleString('en-US')} files and folders.`,
    'Begin it with a folder, such as "src/**/*.ts".',
  );
}
