import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { throwIfAborted } from '../abort.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { errorCode } from '../read/refusal.ts';

/** A file that a glob catches; or what it would catch, or catch something in, with the reason why it does not. */
export type WalkEntry =
  | { readonly absolute: string; readonly reason?: undefined }
  | { readonly absolute: string; readonly reason: string };

export interface WalkOptions {
  readonly rules: IgnoreRules;
  /** By the names on the way from the base. */
  readonly catches: (names: readonly string[]) => boolean;
  readonly mayCatchIn: (names: readonly string[]) => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Far above any project without its dependencies; below what would take minutes. */
const MAX_ENTRIES = 200_000;

/**
 * Walks a folder in the order of names. Links to folders are not followed: they may lead round in circles, and
 * what is inside the roots is found under its own path.
 *
 * @param maxEntries - Files and folders that are looked at; another number is given by tests alone.
 * @throws {DelegateError} `input` where there are more, `aborted`.
 */
export async function* walk(
  base: string,
  options: WalkOptions,
  maxEntries = MAX_ENTRIES,
): AsyncGenerator<WalkEntry> {
  const { catches, mayCatchIn, signal } = options;
  let entries = 0;

  async function* visit(folder: string, rules: IgnoreRules): AsyncGenerator<WalkEntry> {
    let children: Dirent[];
    try {
      children = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      yield { absolute: folder, reason: `cannot be read (${errorCode(error) ?? 'unknown error'})` };
      return;
    }
    for (const child of children.toSorted(byName)) {
      throwIfAborted(signal);
      entries += 1;
      if (entries > maxEntries) throw tooMany(maxEntries);
      const absolute = path.join(folder, child.name);
      const names = path.relative(base, absolute).split(path.sep);
      const isFolder = child.isDirectory();
      if (!mayCatchIn(names) && (isFolder || !catches(names))) continue;
      if (rules.excludes(absolute, isFolder)) {
        if (isFolder || catches(names)) yield { absolute, reason: excludedBy(child.name) };
      } else if (isFolder) yield* visit(absolute, await rules.within(absolute));
      else if (child.isSymbolicLink() && (await isFolderLink(absolute))) {
        yield { absolute, reason: 'is a link to a folder, which globs do not follow' };
      } else if (catches(names)) yield { absolute };
    }
  }

  yield* visit(base, options.rules);
}

export function excludedBy(name: string): string {
  return name.toLowerCase() === '.git' ? 'belongs to Git itself' : 'is excluded by .gitignore';
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

async function isFolderLink(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function tooMany(maxEntries: number): DelegateError {
  return new DelegateError(
    'input',
    `A glob looks through more than ${maxEntries} files and folders.`,
    'Begin it with a folder, such as "src/**/*.ts".',
  );
}
