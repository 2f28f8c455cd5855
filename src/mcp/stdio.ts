import { Console } from 'node:console';
import type { Readable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { readConfig, type Config } from '../config/config.ts';
import { createDelegation, type Delegation } from '../delegation/delegation.ts';
import { createServer } from './server.ts';

export interface SessionOptions {
  readonly input: Readable;
  /** The id of a request in the input that the client has the answer of. */
  readonly answeredId: string | number | undefined;
}

export interface Session {
  /** Ends all calls, and the runs that were handed over: nobody is left to ask for the rest. */
  readonly close: () => Promise<void>;
}

/** The real server, on stdout. */
export function startSession({ input, answeredId }: SessionOptions): Session {
  // stdout carries MCP and nothing else: whatever a library prints goes to stderr.
  globalThis.console = new Console(process.stderr);
  const { delegation, close } = readOnce();
  const transport = new StdioServerTransport(input);
  if (answeredId !== undefined) dropReply(transport, answeredId);
  const handle = serveStdio(() => createServer({ delegation, onDefect: report }), {
    onerror: report,
    transport,
  });
  return {
    close: async () => {
      await Promise.all([handle.close(), close()]);
    },
  };
}

function dropReply(transport: StdioServerTransport, answeredId: string | number): void {
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    const isReply = !('method' in message) && 'id' in message && message.id === answeredId;
    if (!isReply) return send(message);
    transport.send = send;
  };
}

interface Opened {
  readonly delegation: () => Delegation;
  readonly close: () => Promise<void>;
}

/** The configuration is read once; what is wrong with it is told by each call. */
function readOnce(): Opened {
  let config: Config | undefined;
  let problem: unknown;
  try {
    config = readConfig(process.env);
  } catch (error) {
    problem = error;
  }
  let delegation: Delegation | undefined;
  return {
    delegation() {
      if (!config) throw problem;
      return (delegation ??= createDelegation(config));
    },
    close: async () => delegation?.close(),
  };
}

/** Names the failure only: its message may carry what a client sent. */
export function report(error: unknown): void {
  process.stderr.write(`runapi-deepseek: ${error instanceof Error ? error.name : typeof error}\n`);
}
