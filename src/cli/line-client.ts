import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { VERSION } from '../version.ts';

/** What a tool gives back. */
export interface ToolResult {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly isError?: boolean;
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  /** Abort cancels the call. */
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: Progress) => void;
}

export interface Progress {
  readonly progress: number;
  readonly message?: string;
}

/** As much of an MCP client as asks one server of ours for its tools: the SDK's would be a quarter of the package. */
export interface LineClient {
  readonly serverName: string;
  request(method: string, params?: object): Promise<unknown>;
  callTool(call: { name: string; arguments: object }, options?: CallOptions): Promise<ToolResult>;
  /** Ends the server's input, and waits for its end. */
  close(): Promise<void>;
  /** Ends the process without a chance to tidy up. */
  kill(): void;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly params?: Progress & { readonly progressToken?: number };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onprogress: CallOptions['onprogress'];
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a server as a client would, and introduces itself. */
export async function startLineClient({ command, args, env }: ServerCommand): Promise<LineClient> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, Waiting>();
  const exited = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) child.once(event, () => resolve());
  });
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the server has ended'));
    return waiting.clear();
  });
  // What is written to a server that has ended is lost, and its end is told already.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error, params } = JSON.parse(line) as Reply;
    if (params?.progressToken !== undefined) waiting.get(params.progressToken)?.onprogress?.(params);
    if (id === undefined) return;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error) caller?.reject(new Error(error.message));
    else caller?.resolve(result);
  });

  let lastId = 0;
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object = {}, { signal, onprogress }: CallOptions = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject, onprogress });
      const progress = onprogress && { _meta: { progressToken: id } };
      send({ id, method, params: { ...params, ...progress } });
      const cancel = () => {
        send({ method: 'notifications/cancelled', params: { requestId: id } });
        waiting.delete(id);
        reject(new Error('cancelled'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
    });

  const opened = (await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'runapi-deepseek', version: VERSION },
  })) as { serverInfo: { name: string } };
  send({ method: 'notifications/initialized' });
  return {
    serverName: opened.serverInfo.name,
    request: (method, params) => request(method, params),
    callTool: (call, options) => request('tools/call', call, options) as Promise<ToolResult>,
    async close() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
