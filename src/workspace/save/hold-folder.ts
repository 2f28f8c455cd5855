import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { anchorOf, pathOf } from './handle-path.ts';
import { followLinks } from '../real-path.ts';
import { errorCode } from '../read/refusal.ts';

/** A folder that stays the same one while a file is put into it, where the platform can. */
export interface HeldFolder {
  /** For names in it. */
  readonly path: string;
  /** @throws {FolderMoved} when the folder is not where it was. */
  readonly check: () => void;
  readonly close: () => void;
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
export function holdFolder(folder: string): HeldFolder {
  const { real, rest } = followLinks(folder);
  checkSame(path.join(real, ...rest), folder);
  const descriptor = process.platform === 'linux' ? openFolder(real) : undefined;
  if (descriptor !== undefined) {
    if (pathOf(descriptor) !== undefined) return makeBelow(descriptor, real, rest);
    closeSync(descriptor);
  }
  mkdirSync(folder, { recursive: true });
  const check = () => {
    const now = followLinks(folder);
    checkSame(path.join(now.real, ...now.rest), folder);
  };
  return { path: folder, check, close: () => {} };
}

/** Makes each folder in the one that is held: by its whole path, a link could have it made elsewhere. */
function makeBelow(nearest: number, real: string, rest: readonly string[]): HeldFolder {
  let [descriptor, place] = [nearest, real];
  const check = () => checkSame(pathOf(descriptor) ?? '', place);
  try {
    check();
    for (const name of rest) {
      const child = path.join(anchorOf(descriptor), name);
      makeFolder(child);
      const next = openFolder(child);
      closeSync(descriptor);
      [descriptor, place] = [next, path.join(place, name)];
      check();
    }
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return { path: anchorOf(descriptor), check, close: () => closeSync(descriptor) };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function openFolder(folder: string): number {
  return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
}

function checkSame(now: string, expected: string): void {
  // Some file systems spell letters with accents in their own way.
  if (now.normalize('NFC') !== expected.normalize('NFC')) throw new FolderMoved(expected);
}
