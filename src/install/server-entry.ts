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
  platform: NodeJS.Platform = process.platform,
): ServerEntry {
  const isInstalled = bin.split(/[\\/]/).includes('node_modules');
  if (!isInstalled) return { command: 'node', args: [bin, 'serve'], ...values };
  const words = ['npx', '-y', 'runapi-deepseek', 'serve'];
  // There npx is a script, which clients cannot start by themselves.
  const [command = '', ...args] = platform === 'win32' ? ['cmd', '/c', ...words] : words;
  return { command, args, ...values };
}
