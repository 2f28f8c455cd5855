import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { errorCode } from './state-error.ts';

/** Windows has no such flag; there, `lstat` alone keeps links out. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** A plain file's facts; undefined for what is missing or something else: a link is not followed. */
export function statPlainFile(file: string): Stats | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats : undefined;
}

/*
 * The operations of these files are synchronous: handing such small ones to another thread takes longer than they do.
 */

/** @returns A descriptor to read from; undefined also where another process removes the file at this moment. */
export function openIfThere(file: string): number | undefined {
  if (!statPlainFile(file)) return undefined;
  try {
    return openSync(file, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export interface ReadFile {
  /** @returns The bytes that were read; 0 at the end. */
  readonly read: (into: Uint8Array, position: number) => number;
  readonly readAll: () => Buffer;
  readonly stat: () => Stats;
  readonly close: () => void;
}

/** Opens a plain file for reading; undefined for anything else: a pipe, for one, would never end. */
export function openForRead(file: string): ReadFile | undefined {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return undefined;
  return {
    read: (into, position) => readSync(descriptor, into, 0, into.length, position),
    readAll: () => readFileSync(descriptor),
    stat: () => fstatSync(descriptor),
    close: () => closeSync(descriptor),
  };
}

/** A file that is only added to. */
export interface AppendFile {
  /** @returns The bytes that were written; fewer where the disk is full. */
  readonly write: (bytes: Uint8Array) => number;
  /** Waits until what was written would survive a power cut. */
  readonly sync: () => void;
  readonly stat: () => { readonly size: number; readonly nlink: number };
  readonly close: () => void;
}

export function openForAppend(file: string): AppendFile {
  return toAppendFile(openSync(file, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW));
}

/** Creates a file for this user alone; fails with EEXIST where there is one already. */
export function createForAppend(file: string): AppendFile {
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  return toAppendFile(openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | NO_FOLLOW, 0o600));
}

/** Adds a whole text, and nothing else: another writer may come between two parts. @throws ENOSPC */
export function appendWhole(file: AppendFile, text: string): void {
  const bytes = Buffer.from(text);
  if (file.write(bytes) < bytes.length) throw Object.assign(new Error('Short write'), { code: 'ENOSPC' });
}

function toAppendFile(descriptor: number): AppendFile {
  return {
    write: (bytes) => writeSync(descriptor, bytes),
    sync: () => fdatasyncSync(descriptor),
    stat: () => fstatSync(descriptor),
    close: () => closeSync(descriptor),
  };
}
