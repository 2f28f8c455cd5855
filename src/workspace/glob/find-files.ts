import { throwIfAborted } from '../abort.ts';
import { exclusionIn, readExclusion } from './exclusions.ts';
import { expandGlob } from './expand-glob.ts';
import { compileGlobs, hasWildcard, type Glob, type GlobRules } from './glob.ts';
import { chooseGlob, settleBrackets } from './locate-glob.ts';
import { locateAny } from './locate-name.ts';
import { plainReading } from './spelling.ts';
import { createPause } from '../pause.ts';
import { inspect, type FoundFile } from '../read/inspect.ts';
import type { LineRange } from '../read/line-range.ts';
import { isRefusal, toError, type Refusal } from '../read/refusal.ts';
import type { SizeLimit } from '../read/size-limit.ts';
import type { SkippedFile } from '../read/skipped.ts';
import type { Roots } from '../roots.ts';

/** What one entry of the list asks for. */
export interface Wanted {
  readonly file: FoundFile;
  readonly range: LineRange | undefined;
  /** The entry, if it is a glob or a folder: it skips what cannot be sent. The name of a file makes an error of that. */
  readonly glob: string | undefined;
}

export interface Found {
  readonly wanted: readonly Wanted[];
  /** With the glob that would have caught it. */
  readonly skipped: readonly (SkippedFile & { readonly glob: string })[];
  /** The entries that are globs or folders. */
  readonly globs: readonly string[];
}

export interface FindOptions {
  readonly roots: Roots;
  readonly signal: AbortSignal | undefined;
  /** Is given each file that is wanted whole, and throws once they are too much. */
  readonly limit?: SizeLimit;
}

/** An entry that is no exclusion. */
type Entry = { readonly file: FoundFile; readonly range: LineRange | undefined } | Search;

interface Search {
  readonly folder: string;
  readonly catches: GlobRules;
  readonly range: LineRange | undefined;
}

/**
 * The files that a list of paths and globs asks for, in the order of the list; none has been opened.
 *
 * @throws {DelegateError} `input` for the first name that cannot be sent, with the reason.
 */
export async function findFiles(entries: readonly string[], options: FindOptions): Promise<Found> {
  const { roots, signal, limit } = options;
  const wanted: Wanted[] = [];
  const skipped: Found['skipped'][number][] = [];
  const globs: string[] = [];
  const { exclusions, others } = await takeExclusions(entries, options);
  const pause = createPause();
  for (const given of others) {
    throwIfAborted(signal);
    await pause();
    const entry = await readEntry(given, options);
    const { range } = entry;
    if ('file' in entry) {
      wanted.push({ ...entry, glob: undefined });
      if (!range) limit?.(entry.file);
      continue;
    }
    globs.push(given);
    for await (const file of expandGlob({ ...entry, exclusions }, roots, signal)) {
      if (isRefusal(file)) skipped.push({ path: file.path, reason: file.reason, glob: given });
      else {
        wanted.push({ file, range, glob: given });
        if (!range) limit?.(file);
      }
    }
  }
  if (others.length < entries.length && globs.length === 0) {
    throw toError({
      path: entries.find((entry) => !others.includes(entry)) ?? '',
      reason: 'takes away from what globs catch, and no glob is given',
      next: 'Leave it out, or give a glob such as "**/*" besides.',
    });
  }
  return { wanted, skipped, globs };
}

async function takeExclusions(
  entries: readonly string[],
  { roots, signal }: FindOptions,
): Promise<{ exclusions: GlobRules; others: string[] }> {
  const excluded: Glob[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    throwIfAborted(signal);
    const given = exclusionIn(entry, roots);
    if (given !== undefined) excluded.push(...(await readExclusion(given, roots, signal)));
    else others.push(entry);
  }
  return { exclusions: compileGlobs(excluded), others };
}

async function readEntry(given: string, { roots, signal }: FindOptions): Promise<Entry> {
  const named = locateAny(given, roots);
  const { path, range } = named ?? plainReading(given);
  if (!named && hasWildcard(path)) return readGlob(given, roots, signal);
  if (range && (range.first < 1 || range.first > range.last)) {
    throw toError({
      path: given,
      reason: 'has a line range that is none: lines are counted from 1, the smaller number first',
      next: `Write it as "${path}:10-80".`,
    });
  }
  const absolute = named?.absolute ?? roots.locate(path);
  if (typeof absolute !== 'string') throw toError(absolute);
  const found = inspect(absolute, roots);
  if (isRefusal(found)) throw toError(found);
  if (!('folder' in found)) return { file: found, range };
  return { folder: found.folder, catches: compileGlobs([{ folders: [], pattern: '**' }]), range };
}

async function readGlob(given: string, roots: Roots, signal: AbortSignal | undefined): Promise<Search> {
  const glob = chooseGlob(given, roots);
  if (isRefusal(glob)) throw toError({ ...glob, path: given });
  const { base, pattern, range, found } = glob;
  if (!('folder' in found)) throw toError(noFolder(given, roots.display(base), found));
  const settled = await settleBrackets(pattern, found.folder, roots, signal);
  return { folder: found.folder, catches: compileGlobs([{ folders: [], pattern: settled }]), range };
}

function noFolder(given: string, shown: string, found: FoundFile | Refusal): Refusal {
  const refuse = (reason: string) => ({
    path: given,
    reason: `matches nothing: ${reason}`,
    next: 'Check the spelling: a relative glob starts at the first root.',
  });
  if (!isRefusal(found)) return refuse(`"${shown}" is no folder`);
  if (found.reason.startsWith('is outside')) return { ...found, path: given };
  if (found.reason === 'does not exist') return refuse(`there is no folder "${shown}"`);
  return refuse(`"${shown}" ${found.reason}`);
}
