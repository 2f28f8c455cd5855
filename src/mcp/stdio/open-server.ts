import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/config.ts';
import { createHandshake, type RecordedHandshake } from '../handshake/handshake.ts';
import type { Message } from '../messages/message.ts';
import { openConnection, type Connection } from './connection.ts';
import type { Session, startSession } from './session.ts';

export interface ServerOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly environment: Environment;
  readonly instructions: string;
  /** What the build recorded. Without it, the real server answers everything. */
  readonly recorded: RecordedHandshake | undefined;
  /** Loads the real server. */
  readonly load: () => Promise<typeof startSession>;
}

export interface StdioServer {
  readonly connection: Connection;
  /** The real server; undefined until there is something that only it can answer. */
  readonly session: () => Promise<Session> | undefined;
}

/** Serves MCP on a pair of streams, with the real server from the first message on that the handshake does not cover. */
export function openServer(options: ServerOptions): StdioServer {
  const { input, output, environment, instructions, recorded, load } = options;
  const handshake = recorded && createHandshake(recorded, instructions);
  let session: Promise<Session> | undefined;

  const start = async () => {
    const startSession = await load();
    return startSession({ environment, instructions, repeat: handshake?.repeat(), send: connection.send });
  };
  const onMessage = (message: Message) => {
    const answer = session ? undefined : handshake?.answer(message);
    if (answer) void connection.send(answer);
    if (answer !== undefined) return;
    session ??= start();
    void session.then(({ receive }) => receive(message));
  };
  const connection = openConnection(input, output, onMessage);
  return { connection, session: () => session };
}
