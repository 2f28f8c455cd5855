import { createReadStream } from 'node:fs';
import { devNull } from 'node:os';
import { PassThrough, Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { runCommand } from '../../src/cli/program.ts';
import { run, type Finished } from './binary.ts';

interface MemoryOptions {
  environment: Record<string, string>;
  /** What is piped in. Without it, stdin is the null device. */
  stdin?: string | Buffer;
}

/**
 * Runs a command without a process of its own, which costs a small part of one: for the many cases of what the
 * built command is seen to do in one of them. Its working folder is that of the tests.
 */
export async function runInMemory(
  words: readonly string[],
  { environment, stdin: piped }: MemoryOptions,
): Promise<Finished> {
  const stdin = piped === undefined ? createReadStream(devNull) : Readable.from([Buffer.from(piped)]);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([readText(stdout), readText(stderr)]);
  const { signal } = new AbortController();
  const exitCode = await runCommand(words, { environment, stdin, stdout, stderr, signal });
  stdin.destroy();
  stdout.end();
  stderr.end();
  const [printed, said] = await texts;
  return { stdout: printed, stderr: said, exitCode };
}

/** The cases of a table, each with how to start the command: the first with the built one, the others in memory. */
export function builtOnce<const Row extends readonly unknown[]>(
  rows: readonly Row[],
): [...Row, typeof runInMemory][] {
  return rows.map((row, place) => [...row, place === 0 ? run : runInMemory]);
}
