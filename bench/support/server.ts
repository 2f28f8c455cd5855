import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { killGroup } from './kill-group.ts';

/** A server as a client starts it, spoken to in bare lines: what a client adds is not what is measured. */
export interface Server extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Milliseconds from the spawn to the reply to `initialize`. */
  readonly openedAfterMs: number;
  /** The reply to `initialize`. */
  readonly opened: Result;
  request(method: string, params?: object): Promise<Result>;
  /** Calls back with the parameters of each notification from now on. */
  onNotification(listener: (params: Result) => void): void;
  /** Cancels the latest request. */
  cancel(): void;
}

export type Result = Readonly<Record<string, unknown>>;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** In a process group of its own, all of which is killed at the end: for programs that are not trusted. */
  readonly isIsolated?: boolean;
}

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1.0.0' },
};

/** Programs that are not trusted may never answer. */
const OPENING_MS = 30_000;

interface Message {
  readonly id?: number;
  readonly result?: Result;
  readonly error?: object;
  readonly params?: Result;
}

/** One of the peers greets its client with a line of prose. */
function readMessage(line: string): Message {
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}

export async function startServer({
  command,
  args,
  env = {},
  cwd,
  isIsolated = false,
}: Command): Promise<Server> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd,
    detached: isIsolated,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  let onNotification: ((params: Result) => void) | undefined;
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error, params } = readMessage(line);
    if (id === undefined && params) onNotification?.(params);
    const caller = id === undefined ? undefined : waiting.get(id);
    if (id !== undefined) waiting.delete(id);
    if (result) caller?.resolve(result);
    else caller?.reject(new Error(JSON.stringify(error)));
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`The server ended (${code}).`));
  });
  // Whoever waits is told by the exit.
  child.stdin.on('error', () => undefined);
  const opening = isIsolated ? setTimeout(() => void killGroup(child), OPENING_MS) : undefined;
  let lastId = 0;
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params?: object) =>
    new Promise<Result>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      send({ id: lastId, method, params });
    });
  const opened = await request('initialize', INITIALIZE);
  const openedAfterMs = performance.now() - startedAt;
  clearTimeout(opening);
  send({ method: 'notifications/initialized' });
  return {
    child,
    openedAfterMs,
    opened,
    request,
    onNotification(listener) {
      onNotification = listener;
    },
    cancel: () => send({ method: 'notifications/cancelled', params: { requestId: lastId } }),
    async [Symbol.asyncDispose]() {
      if (isIsolated) return killGroup(child);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      const patience = setTimeout(() => child.kill('SIGKILL'), 2000);
      await once(child, 'exit');
      clearTimeout(patience);
    },
  };
}
