import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The bundle that users run; `npm test` builds it first. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

export interface Finished {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

interface RunOptions {
  environment: Record<string, string>;
  /** What is piped in; the pipe is closed after it. */
  stdin?: string;
  cwd?: string;
}

/** Runs the built command to its end. */
export async function run(words: readonly string[], options: RunOptions): Promise<Finished> {
  const child = start(words, options);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return finish(child);
}

export function start(
  words: readonly string[],
  { environment, cwd }: RunOptions,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BIN, ...words], { env: environment, cwd });
}

export async function finish(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, exitCode };
}
