import { readlinkSync } from 'node:fs';

/** A way to what is open that no change of names can divert. Linux only. */
export function anchorOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/**
 * Where the kernel says that an open file or folder is. Every other way to ask goes by names, and whoever changes
 * the names fast enough can give each question another answer.
 *
 * @returns Undefined where the platform does not tell.
 */
export function pathOf(descriptor: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readlinkSync(anchorOf(descriptor));
  } catch {
    return undefined;
  }
}
