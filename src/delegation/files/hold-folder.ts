import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { anchorOf, pathOf } from './handle-path.ts';
import { followLinks } from './real-path.ts';

/** A folder that stays the same one while a file is put into it, where the platform can. */
export interface HeldFolder {
  /** For names in it. */
  readonly path: string;
  /** @throws {FolderMoved} when the folder is not where it was. */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Somebody has put something else, such as a link, into the place of a folder. */
export class FolderMoved extends Error {
  override readonly name = 'FolderMoved';
}

/**
 * Makes a folder where there is none, and holds it.
 *
 * @param folder - A real path, as far as it exists.
 * @throws {FolderMoved} before anything is made, when a link is in the way.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const checkAt = (now: string) => {
    // Some file systems spell letters with accents in their own way.
    if (now.normalize('NFC') !== folder.normalize('NFC')) throw new FolderMoved(folder);
  };
  const checkByName = async () => {
    const { real, rest } = await followLinks(folder);
    checkAt(path.join(real, ...rest));
  };
  await checkByName();
  await mkdir(folder, { recursive: true });
  if (process.platform !== 'linux') return { path: folder, check: checkByName, close: async () => {} };

  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const isTold = (await pathOf(handle)) !== undefined;
  return {
    path: isTold ? anchorOf(handle) : folder,
    check: isTold ? async () => checkAt((await pathOf(handle)) ?? '') : checkByName,
    close: () => handle.close(),
  };
}
