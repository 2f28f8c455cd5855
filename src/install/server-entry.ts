import path from 'node:path';
import type { ServerEntry } from './clients.ts';

/**
 * How a client starts the server: the package by its name where it runs from an installation of packages, which may
 * be gone tomorrow; the file itself where it runs from a checkout.
 *
 * @param bin - The file that runs, with links followed.
 * @param key - The key to write into the file; undefined to refer to it.
 */
export function serverEntry(bin: string, key: string | undefined): ServerEntry {
  const isInstalled = bin.split(path.sep).includes('node_modules');
  return isInstalled
    ? { command: 'npx', args: ['-y', 'runapi-deepseek', 'serve'], key }
    : { command: 'node', args: [bin, 'serve'], key };
}
