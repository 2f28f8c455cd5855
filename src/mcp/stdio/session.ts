import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readConfig, type Config, type Environment } from '../../config/config.ts';
import { createDelegation, type Delegation } from '../../delegation/delegation.ts';
import type { Repeat } from '../handshake/handshake.ts';
import { errorReply, isRequest, type Message } from '../messages/message.ts';
import { createServer } from '../server.ts';

export interface SessionOptions {
  readonly environment: Environment;
  readonly instructions: string;
  /** What was answered before the session began. */
  readonly repeat: Repeat | undefined;
  readonly send: (message: Message) => Promise<void>;
}

export interface Session {
  readonly receive: (message: Message) => void;
  /** Aborts all runs, still running ones that were returned included: nobody is left to ask for the rest. */
  readonly abort: () => Promise<void>;
  /** Ends the calls that are left. */
  readonly close: () => Promise<void>;
}

/** The real server. */
export function startSession({ environment, instructions, repeat, send }: SessionOptions): Session {
  const { delegation, abort } = readOnce(environment);
  const transport = createTransport(send, repeat?.answeredId);
  const handle = serveStdio(() => createServer({ delegation, instructions, onDefect: report }), {
    onerror: report,
    transport,
  });
  const receive = (message: Message) => {
    try {
      transport.onmessage?.(message as JSONRPCMessage);
    } catch (error) {
      report(error);
      if (isRequest(message))
        void send(errorReply(message.id, 'internal error', 'Internal error.') as Message);
    }
  };
  for (const message of repeat?.messages ?? []) receive(message);
  return { receive, abort, close: () => handle.close() };
}

/** @param answeredId - Of a request whose response the client has: the first response to it is dropped. */
function createTransport(send: SessionOptions['send'], answeredId: Repeat['answeredId']): Transport {
  let toDrop = answeredId;
  const transport: Transport = {
    start: async () => undefined,
    async send(message) {
      const isAnswered = toDrop !== undefined && !('method' in message) && message.id === toDrop;
      if (!isAnswered) return send(message as Message);
      toDrop = undefined;
    },
    async close() {
      transport.onclose?.();
    },
  };
  return transport;
}

interface Opened {
  readonly delegation: () => Delegation;
  readonly abort: () => Promise<void>;
}

/** The configuration is read once; each call reports what is wrong with it. */
function readOnce(environment: Environment): Opened {
  let config: Config | undefined;
  let problem: unknown;
  try {
    config = readConfig(environment);
  } catch (error) {
    problem = error;
  }
  let delegation: Delegation | undefined;
  return {
    delegation() {
      if (!config) throw problem;
      return (delegation ??= createDelegation(config, { workerEnvironment: environment }));
    },
    abort: async () => delegation?.close(),
  };
}

/** Names the failure only: its message may carry what a client sent. */
function report(error: unknown): void {
  process.stderr.write(`runapi-deepseek: ${error instanceof Error ? error.name : typeof error}\n`);
}
