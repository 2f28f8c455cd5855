import { expandBraces } from './braces.ts';
import { compilePath, type PathPattern } from './path-pattern.ts';
import { toError } from '../read/refusal.ts';

/** A glob, as the folder it starts in and the pattern below it. */
interface SplitGlob {
  readonly base: string;
  readonly pattern: string;
}

export function hasWildcard(given: string): boolean {
  return /[*?[\]{}]/.test(given);
}

/**
 * Takes the plain folders off the front of a glob. One that is there under its very name is plain too, so that
 * `app/[id]/*.tsx` finds what routers call by such names.
 *
 * @param isThere - Whether a path exists.
 */
export async function splitGlob(
  given: string,
  isThere: (given: string) => Promise<boolean>,
): Promise<SplitGlob> {
  const names = withSlashes(given).split('/');
  let plain = 0;
  while (plain < names.length - 1) {
    const name = names[plain] ?? '';
    if (hasWildcard(name) && !(await isThere(names.slice(0, plain + 1).join('/')))) break;
    plain += 1;
  }
  const base = names.slice(0, plain).join('/');
  // "" is where relative paths start, "/" the top, and "docs//" a root.
  const needsSlash = plain > 0 && names[plain - 1] === '';
  return { base: needsSlash ? `${base}/` : base || '.', pattern: names.slice(plain).join('/') };
}

/**
 * Compiles a glob: `*`, `?`, `[a-z]`, `{a,b}` and `**`. Names that start with a dot are names like any other: what
 * is not wanted of them, `.gitignore` and the rules about secrets keep away, and say so.
 *
 * Not with picomatch, minimatch or zeptomatch: the first and the last make regular expressions, which a glob with
 * many stars stops for good (measured), and minimatch 11, which does not, would be 13 kB of the package.
 *
 * @throws {DelegateError} `input` when the glob is malformed or stands for too many patterns.
 */
export function compileGlob(glob: string): PathPattern {
  const patterns = expandBraces(withSlashes(glob))?.map((pattern) => compilePath(pattern));
  if (!patterns?.every((pattern) => pattern !== undefined)) throw malformed(glob);
  return {
    matches: (names) => patterns.some((pattern) => pattern.matches(names)),
    matchesBelow: (folder) => patterns.some((pattern) => pattern.matchesBelow(folder)),
  };
}

function withSlashes(given: string): string {
  return process.platform === 'win32' ? given.replaceAll('\\', '/') : given;
}

function malformed(glob: string): Error {
  return toError({
    path: glob,
    reason:
      'is no glob: a bracket is not closed, a backslash ends it, or with its braces written out it is more than 1,000 patterns or 100,000 characters',
    next: 'Correct it, or write several globs.',
  });
}
