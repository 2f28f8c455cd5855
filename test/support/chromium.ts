import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * The browser that the tests of the page use: `CHROMIUM`, or one in the PATH. On a machine where Debian's packages can
 * be installed it is installed; anywhere else a missing browser fails the tests.
 *
 * @returns Its path.
 */
export function requireChromium(): string {
  const given = process.env['CHROMIUM'];
  if (given) return given;
  const found = findChromium();
  if (found !== undefined) return found;
  install();
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'The tests of the dashboard need Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM to its path.',
  );
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where it cannot, the error above says what to do. */
function install(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
  } catch {
    // Another distribution, or no network.
  }
}
