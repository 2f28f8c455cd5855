import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../state/process-identity.ts';
import { endGroup } from './end-group.ts';
import { markOf } from './end-marked.ts';
import { identifyCheck } from './orphan.ts';
import { prepareCommand } from './shell.ts';
import { createTailBuffer, type TailBuffer } from './tail-buffer.ts';

export interface CheckCommand {
  /** For the platform's shell. */
  readonly command: string;
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of the run that it belongs to. */
  readonly id: string;
}

interface CheckOptions {
  readonly signal: AbortSignal;
  /** Called before the command begins: whoever outlives this process has to find it. */
  readonly onStarted: (process: ProcessIdentity) => Promise<void>;
}

export interface CheckResult {
  readonly end: 'exited' | 'timeout' | 'cancelled' | 'not started';
  /** As the shell has it: 128 and the number for a signal. Null where it did not come to its own end. */
  readonly exitCode: number | null;
  /** The end of what it wrote, as bytes. */
  readonly output: Buffer;
  readonly durationMs: number;
}

/** Far more than anybody is shown, so that no secret in it begins before. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** For what the command leaves behind, or a cancel ends: somebody waits. */
const GRACE_MS = 300;
const TIMEOUT_GRACE_MS = 2000;
/** For the rest of the output, where a process that left the group keeps the pipe open. */
const DRAIN_MS = 500;

/** Runs a command once, to its end or to that of its time. Nothing of its process group is left then. */
export async function runCheck(
  { command, cwd, environment, timeoutMs, id }: CheckCommand,
  { signal, onStarted }: CheckOptions,
): Promise<CheckResult> {
  const startedAt = performance.now();
  const tail = createTailBuffer(MAX_OUTPUT_BYTES);
  const done = (end: CheckResult['end'], exitCode: number | null = null): CheckResult => ({
    end,
    exitCode,
    output: fromWholeLine(tail.read()),
    durationMs: Math.round(performance.now() - startedAt),
  });
  if (signal.aborted) return done('cancelled');
  const { child, begin } = prepareCommand(command, { cwd, environment: { ...environment, ...markOf(id) } });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    tail.add(Buffer.from(`The shell could not be started in ${cwd} (${error.code ?? error.name}).`));
    return done('not started');
  }
  const ended = watchEnd(child, tail);
  try {
    await onStarted(await identifyCheck(pid));
    begin();
    const first = await firstOf(ended.exit, timeoutMs, signal);
    const hasExited = typeof first === 'object';
    // Windows finds what a process has started by that process only, whose id may be another's by now.
    if (!hasExited || process.platform !== 'win32') {
      await endGroup(pid, first === 'timeout' ? TIMEOUT_GRACE_MS : GRACE_MS);
    }
    await ended.drained();
    return hasExited ? done('exited', exitCodeOf(first)) : done(first);
  } catch (error) {
    await endGroup(pid, 0);
    throw error;
  }
}

/** Without a first line whose beginning may be gone: the rest of a secret would not be recognized. */
function fromWholeLine(output: Buffer): Buffer {
  return output.length < MAX_OUTPUT_BYTES ? output : output.subarray(Math.max(0, output.indexOf('\n')));
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function watchEnd(child: ChildProcess, tail: TailBuffer) {
  let lastAt = performance.now();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      tail.add(chunk);
      lastAt = performance.now();
    });
    stream?.on('error', () => undefined);
  }
  child.on('error', () => undefined);
  const exit = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const closed = new Promise<true>((resolve) => {
    child.once('close', () => resolve(true));
  });
  return {
    exit,
    /** Resolves once all output was read, or nothing has come for a while. */
    async drained() {
      const since = performance.now();
      lastAt = since;
      while (!(await Promise.race([closed, sleep(DRAIN_MS / 10, false)]))) {
        const now = performance.now();
        if (now - lastAt > DRAIN_MS || now - since > 4 * DRAIN_MS) break;
      }
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

async function firstOf(
  exit: Promise<Exit>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Exit | 'timeout' | 'cancelled'> {
  const over = new AbortController();
  const late = sleep(timeoutMs, 'timeout' as const, { signal: over.signal });
  const cancelled = once(signal, 'abort', { signal: over.signal }).then(() => 'cancelled' as const);
  try {
    if (signal.aborted) return 'cancelled';
    return await Promise.race([exit, late, cancelled]);
  } finally {
    over.abort();
    await Promise.allSettled([late, cancelled]);
  }
}

function exitCodeOf({ code, signal }: Exit): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
