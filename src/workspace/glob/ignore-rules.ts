import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { parseIgnoreFile, type IgnoreFile } from './ignore-file.ts';
import { isInside } from '../inside.ts';
import { exists } from '../real-path.ts';

/** The `.gitignore` files that hold in a folder. */
export interface IgnoreRules {
  excludes(absolute: string, isFolder: boolean): boolean;
  /** The rules in a folder below, with its own `.gitignore`. */
  within(folder: string): Promise<IgnoreRules>;
}

interface Layer {
  readonly folder: string;
  readonly says: IgnoreFile;
}

/** More than any ignore file has. */
const MAX_BYTES = 1_000_000;
/**
 * The rules in `folder`, from the top of the repository down: a root may be a part of one.
 *
 * @returns Also the outermost folder below the root that is excluded on the way, where there is one.
 */
export async function readIgnoreRules(
  folder: string,
  root: string,
): Promise<{ rules: IgnoreRules; excluded?: string }> {
  let rules = layered([]);
  for (const current of foldersBetween(await topOf(root), folder)) {
    if (rules.excludes(current, true)) {
      // Somebody who makes an ignored folder a root wants what is in it.
      if (isInside(current, root)) rules = layered([]);
      else return { rules, excluded: current };
    }
    rules = await rules.within(current);
  }
  return { rules };
}

function layered(layers: readonly Layer[]): IgnoreRules {
  return {
    excludes(absolute, isFolder) {
      if (path.basename(absolute).toLowerCase() === '.git') return true;
      // The innermost file that says anything has the last word, as in Git.
      for (const { folder, says } of layers.toReversed()) {
        if (!isInside(folder, absolute)) continue;
        const names = path.relative(folder, absolute).split(path.sep);
        const isExcluded = says(names, isFolder);
        if (isExcluded !== undefined) return isExcluded;
      }
      return false;
    },
    async within(folder) {
      const text = await readIgnoreFile(path.join(folder, '.gitignore'));
      if (text === undefined) return layered(layers);
      return layered([...layers, { folder, says: parseIgnoreFile(text) }]);
    },
  };
}

/** The outermost folder whose `.gitignore` counts: where the repository of `root` starts. */
async function topOf(root: string): Promise<string> {
  for (let current = root; ; current = path.dirname(current)) {
    if (await exists(path.join(current, '.git')).catch(() => false)) return current;
    if (path.dirname(current) === current) return root;
  }
}

function foldersBetween(top: string, folder: string): string[] {
  const names = path.relative(top, folder).split(path.sep).filter(Boolean);
  return [top, ...names.map((_, place) => path.join(top, ...names.slice(0, place + 1)))];
}

/** As in Git, a link is no ignore file; a pipe of that name must not hold the walk up. */
async function readIgnoreFile(file: string): Promise<string | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    return stats.isFile() && stats.size <= MAX_BYTES ? await handle.readFile('utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
