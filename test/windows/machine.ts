import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import path from 'node:path';

/** Windows itself, or wine. */
export interface Machine extends AsyncDisposable {
  /** Such as `wine 10.0 (Debian 10.0~repack-6)`. */
  readonly name: string;
  /** A folder on its drive C:, gone after it. */
  readonly folder: string;
  /** A path of this system, as programs there know it. */
  readonly toPath: (file: string) => string;
  /** Runs a program to its end, or to that of its time. @returns Its exit code; null where it was ended. */
  readonly run: (program: string, words: readonly string[], patienceMs: number) => Promise<number | null>;
}

/** Another wine than the one in the PATH, such as a newer one. */
const WINE = process.env['WINE'] || 'wine';
/** It may wait for its own services. */
const BEGIN_MS = 180_000;
const GONE = { recursive: true, force: true, maxRetries: 20, retryDelay: 250 } as const;

/** What to install where there is neither Windows nor wine; undefined where there is. */
export function missingWine(): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    execFileSync(WINE, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return [
      `"${WINE}" was not found. Install wine: on Debian and Ubuntu "apt-get install --no-install-recommends wine wine64".`,
      'Node.js 24 and later need wine 10, which Debian 13 has. WINE=PATH names another wine than the one in the PATH.',
    ].join('\n');
  }
}

export function openMachine(): Promise<Machine> {
  return process.platform === 'win32' ? openWindows() : openWine();
}

async function openWindows(): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-windows-'));
  return {
    name: `Windows ${release()}`,
    folder,
    toPath: (file) => file,
    run: (program, words, timeout) => exitOf(spawn(program, words, { stdio: 'inherit', timeout })),
    [Symbol.asyncDispose]: () => rm(folder, GONE),
  };
}

/** A wine of its own: nothing of the user's is touched. */
async function openWine(): Promise<Machine> {
  const prefix = await mkdtemp(path.join(tmpdir(), 'runapi-deepseek-wine-'));
  const log = await open(path.join(prefix, 'wine.log'), 'a');
  const env = {
    PATH: process.env['PATH'],
    HOME: prefix,
    WINEPREFIX: prefix,
    // Without it no name of a file may have another letter than those of ASCII.
    LC_ALL: 'C.UTF-8',
    WINEDEBUG: '-all',
    // No dialogs that offer a download.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  // It passes no pipe of Linux on to Node.js: what is printed goes to a file.
  const run = (words: readonly string[], timeout: number) =>
    exitOf(spawn(WINE, words, { env, stdio: ['ignore', log.fd, log.fd], timeout }));
  await run(['wineboot', '-i'], BEGIN_MS);
  // Node.js starts on Windows 10 only, and older wines begin with an older Windows.
  await run(['winecfg', '-v', 'win10'], BEGIN_MS);
  const driveC = path.join(prefix, 'drive_c');
  const folder = path.join(driveC, 'tests');
  await mkdir(folder);
  return {
    name: execFileSync(WINE, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .replace('-', ' '),
    folder,
    toPath(file) {
      const [drive, rest] = file.startsWith(driveC) ? ['C:', file.slice(driveC.length)] : ['Z:', file];
      return drive + rest.replaceAll('/', '\\');
    },
    run: (program, words, patienceMs) => run([program, ...words], patienceMs),
    async [Symbol.asyncDispose]() {
      await run(['wineboot', '--kill'], BEGIN_MS);
      await log.close();
      await rm(prefix, GONE);
    },
  };
}

async function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return exitCode;
}

/** Puts files and folders of this system there, by their paths. */
export async function putThere(from: string, names: readonly string[], to: string): Promise<void> {
  for (const name of names) await cp(path.join(from, name), path.join(to, name), { recursive: true });
}
