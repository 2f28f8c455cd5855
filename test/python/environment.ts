import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PROGRAMS = process.platform === 'win32' ? 'Scripts' : 'bin';

/** The folders of programs that a test may use, once they are installed. */
export const SDKS = path.join(FOLDER, '.venv-sdks', PROGRAMS);
export const LITELLM = path.join(FOLDER, '.venv-litellm', PROGRAMS);

/** Makes the virtual environments that are missing or out of date: only that needs a network. */
export default function setUp(): void {
  install(SDKS, 'requirements.txt');
  install(LITELLM, 'requirements-litellm.txt');
}

function install(programs: string, requirements: string): void {
  const folder = path.dirname(programs);
  const file = path.join(FOLDER, requirements);
  const mark = path.join(folder, 'installed');
  const wanted = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log(`Installing ${requirements} …`);
  rmSync(folder, { recursive: true, force: true });
  run(process.env['PYTHON'] || 'python3', ['-m', 'venv', folder]);
  run(path.join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', '-r', file]);
  writeFileSync(mark, wanted);
}

function run(command: string, words: readonly string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
