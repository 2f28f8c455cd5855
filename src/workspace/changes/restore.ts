import { readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, isMissing } from '../read/refusal.ts';
import { FolderMoved, holdFolder } from '../save/hold-folder.ts';
import { placeFile, stageFile } from '../save/write-atomically.ts';
import { followLinks } from '../real-path.ts';
import { hashOf, readCurrent, sha256Of } from './current-file.ts';
import { syncFolder, type ChangeFolder } from './journal.ts';
import type { FileRecord, RoundRecord } from './journal-record.ts';

/** What a file is, as far as a change knows it. */
type FileStatus = 'before' | 'after' | 'other';

export interface Restored {
  /** Files that are as they were before the change, by their shown paths. */
  readonly restored: readonly string[];
  /** Files that somebody else has changed since: they were left alone. */
  readonly left: readonly string[];
}

export async function statusOf(file: FileRecord, root: string): Promise<FileStatus> {
  const hash = hashOf(await readCurrent(file, root));
  if (hash === (file.before?.sha256 ?? null)) return 'before';
  return hash === (file.after?.sha256 ?? null) ? 'after' : 'other';
}

/**
 * Puts back what was there, whatever part of it was written. It can be begun again at any moment: what is back
 * already stays so, and only files whose bytes are those of the change are touched.
 *
 * @throws What the file system says, after all that can be put back is.
 */
export async function restoreFiles(
  folder: ChangeFolder,
  { files, folders }: Pick<RoundRecord, 'files' | 'folders'>,
  rootOf: (folder: string) => string,
): Promise<Restored> {
  const restored: string[] = [];
  const left: string[] = [];
  const errors: unknown[] = [];
  for (const file of files) {
    try {
      const isBack = await restoreFile(folder, file, rootOf(file.folder));
      (isBack ? restored : left).push(file.path);
    } catch (error) {
      errors.push(error);
    }
  }
  for (const made of folders.toReversed()) await removeEmpty(made);
  if (errors.length > 0) throw errors[0];
  return { restored, left };
}

async function restoreFile(folder: ChangeFolder, file: FileRecord, root: string): Promise<boolean> {
  if (!(await isInPlace(file.folder))) return false;
  await removeTemporary(file);
  const status = await statusOf(file, root);
  if (status !== 'after') return status === 'before';
  const image = file.before && (await readFile(path.join(folder.path, file.before.image)));
  // A damaged image must not take the place of a file.
  if (image && sha256Of(image) !== file.before?.sha256) return false;
  try {
    const held = await holdFolder(file.folder);
    try {
      if (image) {
        await stageFile(held, file.temporary, image, file.mode ?? undefined);
        await placeFile(held, file.temporary, file.name, file.after !== null);
      } else {
        await held.check();
        await rm(path.join(held.path, file.name));
      }
    } finally {
      await held.close();
    }
  } catch (error) {
    if (error instanceof FolderMoved) return false;
    throw error;
  }
  await syncFolder(file.folder);
  return true;
}

async function removeTemporary({ folder, temporary }: FileRecord): Promise<void> {
  try {
    await rm(path.join(folder, temporary));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Whether there is no link in the way of a folder, as there was none when the file was written. */
async function isInPlace(folder: string): Promise<boolean> {
  try {
    const { real, rest } = await followLinks(folder);
    return path.join(real, ...rest).normalize('NFC') === folder.normalize('NFC');
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return false;
    throw error;
  }
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const isInUse = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY', 'ENOTDIR'].includes(
      errorCode(error) ?? '',
    );
    if (!isInUse && !isMissing(error)) throw error;
  }
}
