import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../config/config.ts';
import { preparePrivateFolder } from '../state/private-folder.ts';
import { windowsProgram } from '../windows-program.ts';

/** Long enough for a browser to start. */
const KEPT_MS = 60_000;

interface OpenOptions {
  readonly stateDir: string;
  readonly environment: Environment;
}

/**
 * Opens a secret link in the user's browser. Other users of the machine can read the arguments of programs, so the
 * browser is given a file that only this user can read, and that leads on to the link.
 *
 * @returns Undefined where there is no screen, or no such file can be made.
 */
export function openInBrowser(
  url: string,
  { stateDir, environment }: OpenOptions,
): { forget(): void } | undefined {
  const { DISPLAY, WAYLAND_DISPLAY } = environment;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  const file = writeRedirect(url, stateDir);
  if (file === undefined) return undefined;
  const forget = () => rmSync(file, { force: true });
  setTimeout(forget, KEPT_MS).unref();
  const [command, ...words] = opener(pathToFileURL(file).href);
  // The link is printed as well: a browser that cannot be started is no failure.
  spawn(command, words, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return { forget };
}

function writeRedirect(url: string, stateDir: string): string | undefined {
  try {
    const folder = preparePrivateFolder(stateDir, 'dashboard');
    const file = path.join(folder, `${randomBytes(8).toString('hex')}.html`);
    // The token is url-safe, so nothing in the link has to be escaped.
    const page = `<!doctype html><meta http-equiv="refresh" content="0; url=${url}">\n`;
    writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
    return file;
  } catch {
    return undefined;
  }
}

function opener(link: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', link];
  if (process.platform === 'win32')
    return [windowsProgram('rundll32.exe'), 'url.dll,FileProtocolHandler', link];
  return ['xdg-open', link];
}
