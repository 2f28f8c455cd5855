import { expandBraces } from './braces.ts';
import { namesOf } from './expand-glob.ts';
import type { Glob } from './glob.ts';
import { chooseGlob, settleBrackets } from './locate-glob.ts';
import { locateAny, locateName } from './locate-name.ts';
import { withoutQuotes } from './spelling.ts';
import { isRefusal, toError } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';

/**
 * What an entry excludes: the text after its "!". One whose first name is there, such as `!odd.ts`, excludes nothing.
 *
 * @returns Undefined for any other entry.
 */
export function exclusionIn(entry: string, roots: Roots): string | undefined {
  const text = withoutQuotes(entry);
  if (!text.startsWith('!')) return undefined;
  // Not "!a/../b", which is "b" only to those who take it apart.
  const isName = locateName(text.split('/')[0] ?? '', roots) !== undefined;
  return isName ? undefined : text.slice(1);
}

/**
 * What an entry after "!" excludes, however it is written: one that quietly excluded nothing would send what was to
 * stay. A folder takes along what is in it.
 *
 * @param given - Without the "!".
 * @returns Globs from the top of the file system.
 * @throws {DelegateError} `input` for one that leads outside the roots.
 */
export async function readExclusion(
  given: string,
  roots: Roots,
  signal: AbortSignal | undefined,
): Promise<Glob[]> {
  const globs: Glob[] = [];
  const named = locateAny(given, roots);
  if (named) globs.push(literal(named.absolute));
  // A name with a star in it must not turn the exclusion off: a repository may bring one along.
  if (named && !/[*?]/.test(given)) return globs;
  for (const choice of expandBraces(given) ?? [given]) {
    const name = locateAny(choice, roots);
    if (name) globs.push(literal(name.absolute));
    if (!name || /[*?]/.test(choice)) globs.push(await readGlob(choice, roots, signal));
  }
  return globs;
}

function literal(absolute: string): Glob {
  const folders = namesOf(absolute);
  return { folders, pattern: folders.length > 0 ? '' : '**' };
}

async function readGlob(choice: string, roots: Roots, signal: AbortSignal | undefined): Promise<Glob> {
  const glob = chooseGlob(choice, roots);
  if (isRefusal(glob)) throw toError({ ...glob, path: `!${choice}` });
  const { base, pattern, found } = glob;
  const settled = 'folder' in found ? await settleBrackets(pattern, found.folder, roots, signal) : pattern;
  return { folders: namesOf(base), pattern: settled };
}
