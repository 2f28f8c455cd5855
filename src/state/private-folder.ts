import { chmodSync, lstatSync, mkdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { errorCode, foreignFolder, stateFolderError } from './state-error.ts';

/**
 * Makes sure that a folder below the state folder exists and belongs to this user alone (0700). The state folder
 * itself keeps its permissions if it exists: a user may have named one that others need, such as a home folder.
 *
 * @throws {DelegateError} `configuration` where that is not possible, or another user owns one of the folders.
 */
export function preparePrivateFolder(stateDir: string, ...names: readonly string[]): string {
  const folder = path.join(stateDir, ...names);
  try {
    if (isReady(stateDir, names)) return folder;
    makeFolder(folder);
    let current = stateDir;
    checkOwner(current, { mayBeSystem: true });
    for (const name of names) {
      current = path.join(current, name);
      checkOwner(current, { mayBeSystem: false });
      if (process.getuid && (statSync(current).mode & 0o077) !== 0) chmodSync(current, 0o700);
    }
    return folder;
  } catch (error) {
    throw error instanceof DelegateError ? error : stateFolderError(stateDir, 'written', error);
  }
}

/** Whether all is as it should be already: that takes a look at each folder, and no error that is caught. */
function isReady(stateDir: string, names: readonly string[]): boolean {
  const uid = process.getuid?.();
  const own = (folder: string): Stats | undefined => {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    return stats?.isDirectory() && (uid === undefined || stats.uid === uid) ? stats : undefined;
  };
  if (!own(stateDir)) return false;
  return names.every((_name, index) => {
    const stats = own(path.join(stateDir, ...names.slice(0, index + 1)));
    return stats !== undefined && (uid === undefined || (stats.mode & 0o077) === 0);
  });
}

/**
 * Not with `recursive`: where a file system takes no folder and says ENOENT, as /proc does, Node tries for ever.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      const parent = path.dirname(folder);
      if (parent === folder || isFolder(parent)) throw error;
      makeFolder(parent);
      makeFolder(folder);
    } else if (!isFolder(folder)) throw error;
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @param options.mayBeSystem - Root's own folders, such as /tmp, serve as well: only root can exchange what is in them. */
function checkOwner(folder: string, { mayBeSystem }: { mayBeSystem: boolean }): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  // A link that somebody planted leads to a folder that belongs to this user as well.
  const owners = [lstatSync(folder).uid, statSync(folder).uid];
  if (!owners.every((owner) => owner === uid || (mayBeSystem && owner === 0))) throw foreignFolder(folder);
}
