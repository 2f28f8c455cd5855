import { throwIfAborted } from '../abort.ts';
import { expandBraces } from './braces.ts';
import { expandGlob } from './expand-glob.ts';
import { hasWildcard, compileGlob } from './glob.ts';
import { inspect, type FoundFile } from '../read/inspect.ts';
import { splitLineRange, type LineRange } from '../read/line-range.ts';
import { exists } from '../real-path.ts';
import type { LeftOut } from '../read/skipped.ts';
import type { PathPattern } from './path-pattern.ts';
import { isRefusal, toError } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';

/** What one entry of the list asks for. */
export interface Wanted {
  readonly file: FoundFile;
  readonly range: LineRange | undefined;
  /** The entry, if it is a glob: it leaves out what cannot be sent. A name makes an error of that. */
  readonly glob: string | undefined;
}

export interface Found {
  readonly wanted: readonly Wanted[];
  /** With the glob that would have caught it. */
  readonly leftOut: readonly (LeftOut & { readonly glob: string })[];
  /** The entries that were taken for globs. */
  readonly globs: readonly string[];
}

/**
 * The files that a list of paths and globs asks for, in the order of the list; none has been opened.
 *
 * @throws {DelegateError} `input` for the first name that cannot be sent, with the reason.
 */
export async function findFiles(
  entries: readonly string[],
  roots: Roots,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const wanted: Wanted[] = [];
  const leftOut: Found['leftOut'][number][] = [];
  const exclusions: PathPattern[] = [];
  const globs: string[] = [];
  for (const entry of entries) {
    throwIfAborted(signal);
    const { given, range } = await readEntry(entry, roots);
    // Not "!a/../b", which is "b" only to those who take it apart.
    const isName = await isThere(given.startsWith('!') ? (given.split('/')[0] ?? '') : given, roots);
    if (!isName && given.startsWith('!')) exclusions.push(...excluding(given.slice(1), roots));
    else if (!isName && hasWildcard(given)) {
      globs.push(entry);
      for (const file of await expandGlob(given, roots, signal)) {
        if (isRefusal(file)) leftOut.push({ path: file.path, reason: file.reason, glob: entry });
        else wanted.push({ file, range, glob: entry });
      }
    } else wanted.push({ file: await findNamed(given, roots), range, glob: undefined });
  }
  if (exclusions.length > 0 && globs.length === 0) {
    throw toError({
      path: entries.find((entry) => entry.startsWith('!')) ?? '',
      reason: 'takes away from what globs catch, and no glob is given',
      next: 'Leave it out, or give a glob such as "**/*" besides.',
    });
  }
  const isExcluded = (path: string) => exclusions.some((pattern) => pattern.matches(path.split('/')));
  return {
    wanted: wanted.filter(({ file, glob }) => glob === undefined || !isExcluded(file.path)),
    leftOut: leftOut.filter(({ path }) => !isExcluded(path)),
    globs,
  };
}

/**
 * What an entry after "!" takes away, by the paths that files are shown under, however it is written: one that
 * quietly took nothing away would send what was to stay. A folder takes along what is in it.
 */
function excluding(given: string, roots: Roots): PathPattern[] {
  return (expandBraces(given) ?? [given]).flatMap((choice) => {
    const absolute = roots.locate(choice);
    if (typeof absolute !== 'string') throw toError({ ...absolute, path: `!${choice}` });
    const glob = roots.display(absolute);
    return glob === '.' ? [compileGlob('**')] : [compileGlob(glob), compileGlob(`${glob}/**`)];
  });
}

/** An entry without its line range. A file that is called like the whole entry is meant first. */
async function readEntry(
  entry: string,
  roots: Roots,
): Promise<{ given: string; range: LineRange | undefined }> {
  const split = splitLineRange(entry);
  if (!split || (await isThere(entry, roots))) return { given: entry, range: undefined };
  const { path, range } = split;
  if (range.first >= 1 && range.first <= range.last) return { given: path, range };
  throw toError({
    path: entry,
    reason: 'has a line range that is none: lines are counted from 1, the smaller number first',
    next: `Write it as "${path}:10-80".`,
  });
}

async function findNamed(given: string, roots: Roots): Promise<FoundFile> {
  const absolute = roots.locate(given);
  if (typeof absolute !== 'string') throw toError(absolute);
  const file = await inspect(absolute, roots);
  if (isRefusal(file)) throw toError(file);
  return file;
}

async function isThere(given: string, roots: Roots): Promise<boolean> {
  const absolute = roots.locate(given);
  return typeof absolute === 'string' && exists(absolute);
}
