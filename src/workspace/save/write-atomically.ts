import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { syncDescriptor } from '../../state/sync-descriptor.ts';
import { whileHeld } from '../../state/while-held.ts';
import type { HeldFolder } from './hold-folder.ts';
import { errorCode } from '../read/refusal.ts';

export interface WriteOptions {
  /** Whether a file of that name may be replaced. */
  readonly replace: boolean;
  /** Permissions; undefined for those that new files have. */
  readonly mode: number | undefined;
}

/**
 * Puts a whole file in place, or none: it is written beside the target, brought to the disk, and only then given
 * its name. Whatever fails, the target is as it was and nothing is left beside it.
 *
 * Not with write-file-atomic or atomically: both only rename, and a rename replaces a file that has appeared meanwhile.
 *
 * @throws `EEXIST` when the file exists and may not be replaced.
 */
export async function writeAtomically(
  folder: HeldFolder,
  name: string,
  bytes: Buffer,
  { replace, mode }: WriteOptions,
): Promise<void> {
  const temporary = temporaryName();
  try {
    await stageFile(folder, temporary, bytes, mode);
    await placeFile(folder, temporary, name, replace);
  } finally {
    rmSync(path.join(folder.path, temporary), { force: true });
  }
}

/** A name of its own length: the target's may be as long as the file system allows. */
export function temporaryName(): string {
  return `.runapi-deepseek-${randomBytes(9).toString('hex')}.tmp`;
}

/**
 * Brings a whole file to the disk, under a name that nobody looks for.
 *
 * @param mode - Permissions; undefined for those that new files have.
 */
export async function stageFile(
  folder: HeldFolder,
  temporary: string,
  bytes: Buffer,
  mode: number | undefined,
): Promise<void> {
  const descriptor = openSync(path.join(folder.path, temporary), 'wx', mode ?? 0o666);
  try {
    // What the process masks away from new files, the old one may have had.
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, bytes);
    await syncDescriptor(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Gives a staged file its name.
 *
 * @param replace - Whether a file of that name may be replaced.
 * @throws `EEXIST` when the file exists and may not be replaced.
 */
export async function placeFile(
  folder: HeldFolder,
  temporary: string,
  name: string,
  replace: boolean,
): Promise<void> {
  const [from, to] = [path.join(folder.path, temporary), path.join(folder.path, name)];
  folder.check();
  if (replace) return whileHeld(() => renameSync(from, to));
  await linkNew(from, to);
  rmSync(from, { force: true });
}

/** What file systems without links answer: FAT, and some network folders. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK']);

/** Unlike a rename, a link never replaces anything, whoever comes first. */
async function linkNew(temporary: string, file: string): Promise<void> {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
    await renameNew(temporary, file);
  }
}

/** Takes the name first, with an empty file that nobody else can have made, and replaces that. */
export async function renameNew(temporary: string, file: string): Promise<void> {
  closeSync(openSync(file, 'wx'));
  try {
    await whileHeld(() => renameSync(temporary, file));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}
