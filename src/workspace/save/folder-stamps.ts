import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../inside.ts';

/**
 * Watches the folders from a root down to a file, for platforms that cannot say where an open file is. Whoever puts
 * a link into the place of a folder changes the folder above it, and the time of that cannot be set back.
 *
 * @returns Tells whether they are as they were. Undefined where one is no folder any more.
 */
export async function watchFolders(
  root: string,
  file: string,
): Promise<(() => Promise<boolean>) | undefined> {
  const folders: string[] = [];
  for (let folder = path.dirname(file); isInside(root, folder); folder = path.dirname(folder)) {
    folders.unshift(folder);
    if (folder === path.dirname(folder)) break;
  }
  // From the outside in, and back from the inside out: what is watched longer holds the rest in its place.
  const before = new Map<string, string | undefined>();
  for (const folder of folders) before.set(folder, await stamp(folder));
  if ([...before.values()].includes(undefined)) return undefined;
  return async () => {
    for (const folder of folders.toReversed()) {
      if ((await stamp(folder)) !== before.get(folder)) return false;
    }
    return true;
  };
}

async function stamp(folder: string): Promise<string | undefined> {
  const stats = await lstat(folder, { bigint: true });
  const { dev, ino, ctimeNs, mtimeNs } = stats;
  return stats.isDirectory() ? [dev, ino, ctimeNs, mtimeNs].join(' ') : undefined;
}
