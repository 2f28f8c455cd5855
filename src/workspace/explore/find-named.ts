import path from 'node:path';
import { readIgnoreRules, whyIgnored } from '../glob/ignore/ignore-rules.ts';
import { locateAny } from '../glob/locate-name.ts';
import { plainReading } from '../glob/spelling.ts';
import { isInside } from '../inside.ts';
import { inspect, type FoundFile, type FoundFolder } from '../read/inspect.ts';
import type { LineRange } from '../read/line-range.ts';
import { isRefusal, missing, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';

/** What a model may look at. */
export interface Walls {
  readonly roots: Roots;
  /** Real paths, such as that of the state folder. */
  readonly closedFolders: readonly string[];
}

/** With the lines that the path itself asks for, as in `src/a.ts:10-80`. */
export type Named = (FoundFile | FoundFolder) & { readonly lines?: LineRange | undefined };

/**
 * What a model names: inside the walls of `files`, and nothing that Git ignores, that belongs to Git, or that is in a
 * closed folder. The path as given and what is behind its links must both pass.
 */
export async function findNamed(given: string, walls: Walls): Promise<Named | Refusal> {
  const { roots } = walls;
  const named = locateAny(given, roots);
  if (named === undefined) {
    const located = roots.locate(plainReading(given).path);
    return typeof located === 'string' ? missing(given) : located;
  }
  const found = inspect(named.absolute, roots);
  if (isRefusal(found)) return found;
  const isFolder = 'folder' in found;
  const real = isFolder ? found.folder : found.real;
  const reason =
    whyClosed(real, walls) ??
    (await whyExcluded(named.absolute, isFolder, roots)) ??
    (await whyExcluded(real, isFolder, roots));
  if (reason !== undefined) return { path: roots.display(named.absolute), reason, next: '' };
  return { ...found, lines: named.range };
}

/** Why a file that a walk found through a link is not shown: it may be behind the walls. */
export async function whyHidden({ real }: FoundFile, walls: Walls): Promise<string | undefined> {
  return whyClosed(real, walls) ?? whyExcluded(real, false, walls.roots);
}

function whyClosed(real: string, { closedFolders }: Walls): string | undefined {
  return closedFolders.some((folder) => isInside(folder, real)) ? 'is in a folder that is closed' : undefined;
}

async function whyExcluded(absolute: string, isFolder: boolean, roots: Roots): Promise<string | undefined> {
  const root = roots.rootOf(absolute);
  if (absolute === root) return undefined;
  const folder = path.dirname(absolute);
  const { rules, excluded } = await readIgnoreRules(folder, root);
  if (excluded) return excluded.reason;
  return whyIgnored(path.basename(absolute), isFolder, await rules.withOwn(folder));
}
