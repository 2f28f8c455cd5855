import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { watchFolders } from '../save/folder-stamps.ts';
import { pathOf } from '../save/handle-path.ts';
import { irregular, type FoundFile } from './inspect.ts';
import { failed, isRefusal, type Refusal } from './refusal.ts';

/** Not through a link that has just been put there, and not waiting for the other end of a pipe. Windows has neither. */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Somebody else at work in the folder looks like an attack for a moment. */
const ATTEMPTS = 3;

type TellPath = (descriptor: number) => Promise<string | undefined> | string | undefined;

/**
 * Opens the very file that was inspected: between the two somebody may put a link into the way.
 *
 * @param tellPath - How to ask where an open file is; given by tests alone.
 */
export async function openFound(
  found: FoundFile,
  tellPath: TellPath = pathOf,
): Promise<FileHandle | Refusal> {
  let outcome: FileHandle | Refusal = moved(found.path);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    outcome = await tryToOpen(found, tellPath);
    if (!isRefusal(outcome) || outcome.reason !== MOVED) break;
  }
  return outcome;
}

async function tryToOpen(found: FoundFile, tellPath: TellPath): Promise<FileHandle | Refusal> {
  let handle: FileHandle | undefined;
  try {
    const areUnchanged = await watchFolders(found.root, found.real);
    if (!areUnchanged) return moved(found.path);
    const file = await open(found.real, READ_FLAGS);
    handle = file;
    const opened = await file.stat({ bigint: true });
    const refusal = !opened.isFile() && irregular(found.path);
    const isSame = async () => {
      const told = await tellPath(file.fd);
      if (told !== undefined) return told === found.real;
      const named = await lstat(found.real, { bigint: true });
      return named.isFile() && named.ino === opened.ino && (await areUnchanged());
    };
    if (!refusal && (await isSame())) return handle;
    await handle.close();
    return refusal || moved(found.path);
  } catch (error) {
    await handle?.close();
    return failed(found.path, error);
  }
}

const MOVED = 'was replaced while it was being opened';

function moved(shown: string): Refusal {
  return { path: shown, reason: MOVED, next: 'Send the call again.' };
}
