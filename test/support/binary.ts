import { spawn, type ChildProcessByStdio, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The bundle that users run; `npm test` builds it first. */
export const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** The Node.js that runs it: another one where the tests are run once for each version. */
export const NODE = process.env['TEST_NODE'] || process.execPath;

export interface Finished {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

interface RunOptions {
  environment: Record<string, string>;
  /** What is piped in; the pipe is closed after it. Without it, stdin is the null device. */
  stdin?: string | Buffer;
  cwd?: string;
}

const NO_STDIN: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];

/** Runs the built command to its end. */
export async function run(words: readonly string[], options: RunOptions): Promise<Finished> {
  if (options.stdin === undefined) {
    const { environment, cwd } = options;
    return finish(spawn(NODE, [BIN, ...words], { env: environment, cwd, stdio: NO_STDIN }));
  }
  const child = start(words, options);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin);
  return finish(child);
}

export function start(
  words: readonly string[],
  { environment, cwd }: RunOptions,
): ChildProcessWithoutNullStreams {
  return spawn(NODE, [BIN, ...words], { env: environment, cwd });
}

export async function finish(
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, exitCode };
}
