import { realpathSync } from 'node:fs';
import path from 'node:path';

/** What decides how the command was started; a parameter, so that each way can be tried. */
export interface StartedAs {
  readonly script: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const NAME = 'runapi-deepseek';

let known: string | undefined;

/** The words that start this program from the user's shell, for hints that can be copied. */
export function commandName(): string {
  return (known ??= nameCommand({
    script: process.argv[1] ?? '',
    workingFolder: currentFolder(),
    environment: process.env,
    platform: process.platform,
  }));
}

/** The plain name where PATH leads here, `npx -y` where npx started it, else Node.js with the script. */
export function nameCommand(started: StartedAs): string {
  const { script, workingFolder } = started;
  const file = realPath(script);
  if (file === undefined) return NAME;
  const parts = file.split(path.sep);
  // A folder of npx is on PATH only while npx runs.
  if (parts.includes('_npx')) return `npx -y ${NAME}`;
  if (isOnPath(file, started)) return NAME;
  const shown = path.relative(workingFolder, file);
  const isBelow = shown !== '' && !shown.startsWith('..') && !path.isAbsolute(shown);
  return `node ${quote(isBelow ? shown : file, started.platform)}`;
}

function isOnPath(file: string, { environment, platform }: StartedAs): boolean {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter).filter(Boolean);
  const found = (candidate: string) => realPath(candidate) === file;
  return folders.some((folder) =>
    platform === 'win32'
      ? // npm puts a shim into the folder, and the package below it.
        realPath(path.join(folder, `${NAME}.cmd`)) !== undefined &&
        found(path.join(folder, 'node_modules', NAME, 'dist', 'bin.js'))
      : found(path.join(folder, NAME)),
  );
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return path.sep;
  }
}

function quote(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word)) return word;
  // Shells of Windows know no escapes by backslash, and its names have no quotes.
  return platform === 'win32' ? `"${word}"` : `"${word.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
