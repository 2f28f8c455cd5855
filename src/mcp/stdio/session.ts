import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Environment } from '../../config/config.ts';
import type { Repeat } from '../handshake/handshake.ts';
import { errorReply, isRequest, type Message } from '../messages/message.ts';
import { openDelegation, reportDefect } from '../open-delegation.ts';
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
  const { delegation, abort } = openDelegation(environment, { workerEnvironment: environment });
  const transport = createTransport(send, repeat?.answeredId);
  const handle = serveStdio(() => createServer({ delegation, instructions, onDefect: reportDefect }), {
    onerror: reportDefect,
    transport,
  });
  const receive = (message: Message) => {
    try {
      transport.onmessage?.(message as JSONRPCMessage);
    } catch (error) {
      reportDefect(error);
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
