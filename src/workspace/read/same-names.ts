import { statSync } from 'node:fs';

/**
 * One name for each file: where the file system takes `A.ts` for `a.ts`, or one Unicode form of a letter for another,
 * a file may be found under several. Links to one file that are called otherwise are files of their own.
 *
 * @param paths - Real, all that are compared.
 * @returns Which of the paths to use for one of them.
 */
export function sameNames(paths: Iterable<string>): (path: string) => string {
  const alike = new Map<string, Set<string>>();
  for (const path of paths) {
    const folded = fold(path);
    const known = alike.get(folded);
    if (known) known.add(path);
    else alike.set(folded, new Set([path]));
  }
  const first = new Map<string, string>();
  for (const spellings of alike.values()) {
    if (spellings.size === 1) continue;
    const byIdentity = new Map<string, string>();
    for (const path of spellings) {
      const identity = identityOf(path) ?? path;
      if (!byIdentity.has(identity)) byIdentity.set(identity, path);
      first.set(path, byIdentity.get(identity) ?? path);
    }
  }
  return (path) => first.get(path) ?? path;
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
