import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { anchorOf, pathOf } from './handle-path.ts';
import { followLinks } from '../real-path.ts';
import { errorCode } from '../read/refusal.ts';

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
  const { real, rest } = await followLinks(folder);
  checkSame(path.join(real, ...rest), folder);
  const handle = process.platform === 'linux' ? await openFolder(real) : undefined;
  if (handle && (await pathOf(handle)) !== undefined) return makeBelow(handle, real, rest);

  await handle?.close();
  await mkdir(folder, { recursive: true });
  const check = async () => {
    const now = await followLinks(folder);
    checkSame(path.join(now.real, ...now.rest), folder);
  };
  return { path: folder, check, close: async () => {} };
}

/** Makes each folder in the one that is held: by its whole path, a link could have it made elsewhere. */
async function makeBelow(nearest: FileHandle, real: string, rest: readonly string[]): Promise<HeldFolder> {
  let [handle, place] = [nearest, real];
  const check = async () => checkSame((await pathOf(handle)) ?? '', place);
  try {
    await check();
    for (const name of rest) {
      const child = path.join(anchorOf(handle), name);
      await mkdir(child).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
      const next = await openFolder(child);
      await handle.close();
      [handle, place] = [next, path.join(place, name)];
      await check();
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { path: anchorOf(handle), check, close: () => handle.close() };
}

function openFolder(folder: string): Promise<FileHandle> {
  return open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
}

function checkSame(now: string, expected: string): void {
  // Some file systems spell letters with accents in their own way.
  if (now.normalize('NFC') !== expected.normalize('NFC')) throw new FolderMoved(expected);
}
