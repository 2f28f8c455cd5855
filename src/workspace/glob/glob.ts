import { expandBraces } from './braces.ts';
import { literalName } from './name-pattern.ts';
import { parsePath } from './path-pattern.ts';
import { createPathRules, type PathRule, type PathRules } from './ignore/path-rules.ts';
import { toError } from '../read/refusal.ts';

/** What a glob matches, as it applies in one folder. */
export type GlobRules = PathRules<PathRule>;

export function hasWildcard(given: string): boolean {
  return /[*?[\]{}]/.test(given);
}

/** A glob that matches nothing but these letters. */
export function escapeGlob(name: string): string {
  return name.replaceAll(/[*?[\]{}\\]/g, '\\$&');
}

/** Windows has both slashes; elsewhere a backslash in a glob takes the next character as it is. */
export function withSlashes(given: string): string {
  return process.platform === 'win32' ? given.replaceAll('\\', '/') : given;
}

/** Which Unicode form of a letter a name is written in depends on the platform it was made on. */
export function toGlobName(name: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  return /^[\u0000-\u007F]*$/.test(name) ? name : name.normalize('NFC');
}

export interface Glob {
  /** The plain names before the pattern, outermost first. */
  readonly folders: readonly string[];
  /** With forward slashes; empty where the names are all. */
  readonly pattern: string;
}

/**
 * Compiles globs: `*`, `?`, `[a-z]`, `{a,b}` and `**`, for names as `toGlobName` has them. Names that start with a dot
 * are names like any other: `.gitignore` and the rules about secrets skip what is not wanted of them, and say so.
 *
 * Not with picomatch, minimatch or zeptomatch: the first and the last make regular expressions, which a glob with
 * many stars stops for good (measured), and minimatch 11, which does not, would be 13 kB of the package.
 *
 * @throws {DelegateError} `input` when a glob is malformed or means too many patterns.
 */
export function compileGlobs(globs: readonly Glob[]): GlobRules {
  const all = globs.flatMap(({ folders, pattern }) => {
    const plain = folders.map((folder) => literalName(toGlobName(folder)));
    if (!pattern) return [plain];
    const choices = expandBraces(pattern.normalize('NFC'))?.map((choice) => parsePath(choice));
    if (!choices?.every((parts) => parts !== undefined)) throw malformed(pattern);
    return choices.map((parts) => [...plain, ...parts]);
  });
  return createPathRules(all.map((parts, rank) => ({ parts, rank, onlyFolders: false })));
}

function malformed(glob: string): Error {
  return toError({
    path: glob,
    reason:
      'is no glob: a bracket is not closed, a backslash ends it, or with its braces written out it is more than 1,000 patterns or 100,000 characters',
    next: 'Correct it, or write several globs.',
  });
}
