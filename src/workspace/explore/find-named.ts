import path from 'node:path';
import { readIgnoreRules, whyIgnored } from '../glob/ignore/ignore-rules.ts';
import { locateName } from '../glob/locate-name.ts';
import { isInside } from '../inside.ts';
import { inspect, type FoundFile, type FoundFolder } from '../read/inspect.ts';
import { isRefusal, missing, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';

/**
 * What a model names: inside the walls of `files`, and nothing that Git ignores, that belongs to Git, or that is in a
 * closed folder. The path as given and what is behind its links must both pass.
 *
 * @param closedFolders - Real paths, such as that of the state folder.
 */
export async function findNamed(
  given: string,
  roots: Roots,
  closedFolders: readonly string[],
): Promise<FoundFile | FoundFolder | Refusal> {
  const located = roots.locate(given);
  if (typeof located !== 'string') return located;
  const absolute = await locateName(given, roots);
  if (absolute === undefined) return missing(given);
  const found = await inspect(absolute, roots);
  if (isRefusal(found)) return found;
  const isFolder = 'folder' in found;
  const real = isFolder ? found.folder : found.real;
  const reason =
    closedTo(real, closedFolders) ??
    (await excludedBy(absolute, isFolder, roots)) ??
    (await excludedBy(real, isFolder, roots));
  if (reason === undefined) return found;
  return { path: roots.display(absolute), reason, next: 'Look elsewhere: it cannot be read.' };
}

function closedTo(real: string, closedFolders: readonly string[]): string | undefined {
  return closedFolders.some((folder) => isInside(folder, real)) ? 'is in a folder that is closed' : undefined;
}

async function excludedBy(absolute: string, isFolder: boolean, roots: Roots): Promise<string | undefined> {
  const root = roots.rootOf(absolute);
  if (absolute === root) return undefined;
  const folder = path.dirname(absolute);
  const { rules, excluded } = await readIgnoreRules(folder, root);
  if (excluded) return excluded.reason;
  return whyIgnored(path.basename(absolute), isFolder, await rules.withOwn(folder));
}
