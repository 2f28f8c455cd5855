import { constants, lstatSync, openSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Windows has no such flag; there, `lstat` alone keeps links out. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** A plain file's facts; undefined for what is missing or something else: a link is not followed. */
export function statPlainFile(file: string): Stats | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats : undefined;
}

/** Opens a plain file for reading; undefined for anything else: a pipe, for one, would never end. */
export async function openPlainFile(file: string): Promise<FileHandle | undefined> {
  return statPlainFile(file) && open(file, constants.O_RDONLY | NO_FOLLOW);
}

/** Opens a file to append to it. @returns Its descriptor, which the caller closes. */
export function openForAppend(file: string): number {
  return openSync(file, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW);
}

/** Creates a file for this user alone, to append to it; fails with EEXIST where there is one already. */
export function createForAppend(file: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | NO_FOLLOW, 0o600);
}
