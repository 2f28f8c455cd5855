import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface ProgramOptions {
  /** All of its environment: nothing of the machine's own goes along but PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly patienceMs?: number;
}

const PATIENCE_MS = 90_000;

/** Runs a program to its end, without a terminal and without input. */
export async function runProgram(
  command: string,
  words: readonly string[],
  { environment, cwd, patienceMs = PATIENCE_MS }: ProgramOptions,
): Promise<Finished> {
  const child = spawn(command, words, {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, exitCode };
}

/** A file of the larger programs. */
export function inMore(name: string): string {
  return fileURLToPath(new URL(`more/node_modules/${name}`, import.meta.url));
}
