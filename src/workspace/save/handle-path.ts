import { readlink, type FileHandle } from 'node:fs/promises';

/** A way to what is open that no change of names can divert. Linux only. */
export function anchorOf(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

/**
 * Where the kernel says that an open file or folder is. Every other way to ask goes by names, and whoever changes
 * the names fast enough can give each question another answer.
 *
 * @returns Undefined where the platform does not tell.
 */
export async function pathOf(handle: FileHandle): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  return readlink(anchorOf(handle)).catch(() => undefined);
}
