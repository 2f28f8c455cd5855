import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { readFile, readlink, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { whileHeld } from '../../state/while-held.ts';
import { errorCode, isMissing } from '../read/refusal.ts';
import { FolderMoved, holdFolder } from '../save/hold-folder.ts';
import { placeFile, stageFile } from '../save/write-atomically.ts';
import { followLinks } from '../real-path.ts';
import { hashOf, readCurrent, sha256Of, type CurrentFile } from './current-file.ts';
import { syncFolder, type ChangeFolder } from './journal.ts';
import type { FileRecord, RoundRecord } from './journal-record.ts';

/** What a file is, as far as a change knows it. */
type FileStatus = 'before' | 'after' | 'other';

interface FileCopy {
  /** As it is shown. */
  readonly path: string;
  /** Absolute, in the state folder. */
  readonly copy: string;
}

export interface Restored {
  /** Files that are as they were before the change, by their shown paths. */
  readonly restored: readonly string[];
  /** Files that somebody else has changed since: they were left alone. */
  readonly left: readonly string[];
  /** Where what somebody else has changed is kept; the files themselves are as they were before. */
  readonly copies: readonly FileCopy[];
  /** Where what was there before is kept of files that should have been put back anyhow, and could not be. */
  readonly kept: readonly FileCopy[];
}

export async function statusOf(file: FileRecord, root: string): Promise<FileStatus> {
  return statusIn(file, await readCurrent(file, root));
}

function statusIn(file: FileRecord, current: CurrentFile): FileStatus {
  const hash = hashOf(current);
  if (hash === (file.before?.sha256 ?? null)) return 'before';
  return hash === (file.after?.sha256 ?? null) ? 'after' : 'other';
}

interface RestoreOptions {
  readonly rootOf: (folder: string) => string;
  /** Puts back files as well that somebody else has changed since, once they are kept as copies. */
  readonly copiesChanged?: boolean;
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
  options: RestoreOptions,
): Promise<Restored> {
  const restored: string[] = [];
  const left: string[] = [];
  const copies: FileCopy[] = [];
  const kept: FileCopy[] = [];
  const errors: unknown[] = [];
  for (const file of files) {
    try {
      const { isBack, copy } = await restoreFile(folder, file, options);
      (isBack ? restored : left).push(file.path);
      if (copy !== undefined) copies.push({ path: file.path, copy });
      if (!isBack && options.copiesChanged && (await readImage(folder, file)))
        kept.push({ path: file.path, copy: path.join(folder.path, file.before?.image ?? '') });
    } catch (error) {
      errors.push(error);
    }
  }
  for (const made of folders.toReversed()) await removeEmpty(made);
  if (errors.length > 0) throw errors[0];
  return { restored, left, copies, kept };
}

async function restoreFile(
  folder: ChangeFolder,
  file: FileRecord,
  { rootOf, copiesChanged = false }: RestoreOptions,
): Promise<{ isBack: boolean; copy?: string }> {
  if (!(await isInPlace(file.folder))) return { isBack: false };
  const isPlaced = !(await isStillStaged(file));
  await removeTemporary(file);
  const current = await readCurrent(file, rootOf(file.folder));
  const status = statusIn(file, current);
  if (status === 'before') return { isBack: true };
  // Somebody else may have made a file with the very same bytes.
  if (status === 'after' && !isPlaced) return { isBack: false };
  if (status === 'other' && !copiesChanged) return { isBack: false };
  const link = current === undefined ? await readLink(file) : undefined;
  // Something else than a file or a link, such as a folder, cannot give way to a file.
  if (current === undefined && link === undefined) return { isBack: false };
  const image = await readImage(folder, file);
  if (image === undefined) return { isBack: false };
  const kept = link === undefined ? current?.bytes : Buffer.from(`-> ${link}\n`);
  const copy = status === 'other' && kept ? await keepCopy(folder, file, kept) : undefined;
  const isBack = await putBack(file, image, current !== null);
  return { isBack, ...(copy === undefined ? {} : { copy }) };
}

/** Whether what was written beside a file has not got its name: then whatever has that name is not of the change. */
async function isStillStaged({ folder, name, temporary, after }: FileRecord): Promise<boolean> {
  const staged = path.join(folder, temporary);
  const id = identify(staged);
  if (id === undefined || id === identify(path.join(folder, name))) return false;
  // A killed restore has left what was there before.
  return sha256Of(await readFile(staged)) === after?.sha256;
}

function identify(file: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @returns Null for no file; undefined for a damaged image, which must not take the place of a file. */
async function readImage(folder: ChangeFolder, { before }: FileRecord): Promise<Buffer | null | undefined> {
  if (before === null) return null;
  const image = await readFile(path.join(folder.path, before.image));
  return sha256Of(image) === before.sha256 ? image : undefined;
}

/** Where a link leads that is in the place of a file; undefined where there is none. */
async function readLink({ folder, name }: FileRecord): Promise<string | undefined> {
  return readlink(path.join(folder, name)).catch(() => undefined);
}

async function keepCopy(folder: ChangeFolder, { name }: FileRecord, bytes: Buffer): Promise<string> {
  const copy = path.join(folder.path, `${randomBytes(6).toString('hex')}-${name.slice(-100)}`);
  await writeFile(copy, bytes, { flag: 'wx', mode: 0o600 });
  return copy;
}

/** @returns False where there is a link in the way. */
async function putBack(file: FileRecord, image: Buffer | null, exists: boolean): Promise<boolean> {
  try {
    const held = holdFolder(file.folder);
    try {
      if (image) {
        await stageFile(held, file.temporary, image, file.mode ?? undefined);
        await placeFile(held, file.temporary, file.name, exists);
      } else {
        held.check();
        await whileHeld(() => rm(path.join(held.path, file.name)));
      }
    } finally {
      held.close();
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
    const { real, rest } = followLinks(folder);
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
