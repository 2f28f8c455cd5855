import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { killGroup } from '../support/kill-group.ts';
import { startServer, type Command, type Result } from '../support/server.ts';
import type { Contender, Installed, Task } from './contender.ts';
import type { World } from './world.ts';

/** What came back to the caller. */
export interface Called {
  readonly text: string;
  readonly isError: boolean;
  /** False where nothing came within the limit. */
  readonly isDone: boolean;
  readonly milliseconds: number;
}

/** A program at work. */
export interface Session extends AsyncDisposable {
  ask(task: Task): Promise<Called>;
  /** As its users do: by a notification, or by Ctrl-C. */
  cancel(): void;
  /** Of a server: its client has gone. */
  endInput(): void;
  /** The process that was started, and no other, at once. */
  kill(): void;
}

export const LIMIT_MS = 40_000;
const GUARD = fileURLToPath(new URL('loopback-only.cjs', import.meta.url));

export function commandOf(installed: Installed, world: World, url: string | undefined): Command {
  return {
    command: installed.command,
    args: installed.args,
    env: {
      HOME: world.home,
      NODE_OPTIONS: `--require ${GUARD}`,
      ...installed.environment(world, url),
    },
    cwd: world.project,
    isIsolated: true,
  };
}

export async function openSession({ kind }: Pick<Contender, 'kind'>, command: Command): Promise<Session> {
  return kind === 'server' ? openServer(command) : openAgent(command);
}

async function openServer(command: Command): Promise<Session> {
  const server = await startServer(command);
  return {
    async ask(task) {
      if (!('tool' in task)) throw new Error('A server is asked by a tool.');
      const called = server.request('tools/call', { name: task.tool, arguments: task.args });
      return withinLimit(called.then(textOfResult, textOfFailure));
    },
    cancel: () => server.cancel(),
    endInput: () => void server.child.stdin?.end(),
    kill: () => void server.child.kill('SIGKILL'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function openAgent({ command, args, env = {}, cwd }: Command): Session {
  let child: ReturnType<typeof spawn> | undefined;
  return {
    async ask(task) {
      if (!('words' in task)) throw new Error('An agent is asked by words.');
      const started = spawn(command, [...args, ...task.words], {
        cwd,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      });
      child = started;
      let text = '';
      started.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
      const ended = once(started, 'close').then(([code]) => ({ text, isError: code !== 0 }));
      return withinLimit(ended);
    },
    cancel: () => void child?.kill('SIGINT'),
    endInput: () => undefined,
    kill: () => void child?.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      if (child) await killGroup(child);
    },
  };
}

/** Undefined where it takes longer. */
export async function settleWithin<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  const late = sleep(limitMs, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}

async function withinLimit(called: Promise<Pick<Called, 'text' | 'isError'>>): Promise<Called> {
  const startedAt = performance.now();
  const result = await settleWithin(LIMIT_MS, called);
  const milliseconds = performance.now() - startedAt;
  return result
    ? { ...result, isDone: true, milliseconds }
    : { text: '', isError: false, isDone: false, milliseconds };
}

/** All that a client may show its model. */
function textOfResult({ content, structuredContent, isError }: Result): Pick<Called, 'text' | 'isError'> {
  const structured = structuredContent === undefined ? '' : JSON.stringify(structuredContent);
  return { text: JSON.stringify(content) + structured, isError: isError === true };
}

function textOfFailure(error: unknown): Pick<Called, 'text' | 'isError'> {
  return { text: error instanceof Error ? error.message : String(error), isError: true };
}
