import path from 'node:path';
import type { ServerEntry } from './client.ts';

/**
 * How a client starts the server: the package by its name where it runs from an installation of packages, which may
 * be gone tomorrow; the file itself where it runs from a checkout.
 *
 * @param bin - The file that runs, with links followed.
 */
export function serverEntry(
  bin: string,
  values: Pick<ServerEntry, 'key' | 'baseUrl' | 'passedOn' | 'passedOnValues'>,
): ServerEntry {
  const isInstalled = bin.split(path.sep).includes('node_modules');
  return isInstalled
    ? { command: 'npx', args: ['-y', 'runapi-deepseek', 'serve'], ...values }
    : { command: 'node', args: [bin, 'serve'], ...values };
}
