import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { isMissing, isRefusal } from '../read/refusal.ts';
import { readBytes } from '../read/read-bytes.ts';

/** A file at a place without links. */
export interface FilePlace {
  /** As it is shown. */
  readonly path: string;
  /** Absolute, without links. */
  readonly folder: string;
  readonly name: string;
}

/** Its bytes; null where there is none; undefined for something else than a plain file, or one that cannot be read. */
export type CurrentFile = { readonly bytes: Buffer; readonly mode: number } | null | undefined;

/** @param root - The root that it is in. */
export async function readCurrent(place: FilePlace, root: string): Promise<CurrentFile> {
  const real = path.join(place.folder, place.name);
  try {
    const stats = lstatSync(real);
    if (!stats.isFile()) return undefined;
    const bytes = await readBytes({ path: place.path, real, root, bytes: stats.size }, stats.size);
    // One byte more than it had a moment ago: somebody is writing it.
    return isRefusal(bytes) || bytes.length > stats.size ? undefined : { bytes, mode: stats.mode & 0o777 };
  } catch (error) {
    return isMissing(error) ? null : undefined;
  }
}

/** Null for no file, undefined for what is none of ours. */
export function hashOf(current: CurrentFile): string | null | undefined {
  return current && sha256Of(current.bytes);
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
