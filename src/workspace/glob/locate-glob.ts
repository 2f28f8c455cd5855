import path from 'node:path';
import { compileGlobs, escapeGlob, hasWildcard, withSlashes, type Glob } from './glob.ts';
import { expandGlob } from './expand-glob.ts';
import { locateName } from './locate-name.ts';
import { globReadings } from './spelling.ts';
import { inspect, type FoundFile, type FoundFolder } from '../read/inspect.ts';
import type { LineRange } from '../read/line-range.ts';
import { isRefusal, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';

export interface ChosenGlob extends LocatedGlob {
  readonly range: LineRange | undefined;
  /** What the base is. */
  readonly found: FoundFile | FoundFolder | Refusal;
}

/** Reads a glob the way that starts in a folder; as it is written where none does, or several do. */
export function chooseGlob(entry: string, roots: Roots): ChosenGlob | Refusal {
  let chosen: ChosenGlob | Refusal | undefined;
  for (const { path: given, range } of globReadings(entry)) {
    const located = locateGlob(given, roots);
    if (isRefusal(located)) chosen ??= located;
    else {
      const reading = { ...located, range, found: inspect(located.base, roots) };
      if ('folder' in reading.found) return reading;
      chosen ??= reading;
    }
  }
  return chosen ?? { path: entry, reason: 'is no path', next: 'Give a path or a glob.' };
}

/** A glob, as the folder it starts in and the pattern below it. */
interface LocatedGlob {
  /** Absolute; whether it exists, and what it is, has not been looked at. */
  readonly base: string;
  /** With forward slashes. */
  readonly pattern: string;
}

/**
 * Takes the plain folders off the front of a glob. One that is there under its very name is plain too, so that
 * `app/[id]/*.tsx` finds what routers call by such names.
 */
function locateGlob(given: string, roots: Roots): LocatedGlob | Refusal {
  const names = withSlashes(given).split('/');
  const wildcard = names.findIndex(hasWildcard);
  if (wildcard >= 0 && names.slice(wildcard).includes('..')) {
    return { path: given, reason: 'goes up after a wildcard', next: 'Write the folder in front of it.' };
  }
  const located = roots.locate(given);
  if (typeof located !== 'string') return { ...located, path: given };
  let base = roots.rootOf(located);
  const way = path.relative(base, located).split(path.sep);
  while (way.length > 1) {
    const next = path.join(base, way[0] ?? '');
    const known = locateName(next, roots);
    if (known === undefined && hasWildcard(way[0] ?? '')) break;
    base = known ?? next;
    way.shift();
  }
  // As a name that ends in a slash, it means what is in the folder.
  const pattern = [...way, ...(names.at(-1) === '' ? ['**'] : [])].join('/');
  return { base, pattern };
}

/**
 * Decides how brackets after a wildcard are meant: where there is a folder `[id]`, `app/**` with `/[id]/page.tsx` behind
 * it means that name, as it would in front of the wildcard, and else one letter of two.
 *
 * @param folder - The real path of the folder that the glob starts in.
 */
export async function settleBrackets(
  pattern: string,
  folder: string,
  roots: Roots,
  signal: AbortSignal | undefined,
): Promise<string> {
  const names = pattern.split('/');
  for (const [place, name] of names.entries()) {
    if (!/\[.*\]/.test(name) || /[*?\\]/.test(name)) continue;
    const asName = escapeGlob(name);
    const way = [...names.slice(0, place), asName].join('/');
    const globs = [way, `${way}/**`].map((glob) => ({ pattern: glob, folders: [] }));
    if (await catchesAny(globs, folder, roots, signal)) names[place] = asName;
  }
  return names.join('/');
}

async function catchesAny(
  globs: readonly Glob[],
  folder: string,
  roots: Roots,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const search = { folder, catches: compileGlobs(globs), exclusions: compileGlobs([]) };
  for await (const found of expandGlob(search, roots, signal)) if (!isRefusal(found)) return true;
  return false;
}
