import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Environment } from '../../src/config/config.ts';
import { writeInstructions } from '../../src/mcp/instructions.ts';
import { openConnection, type Connection } from '../../src/mcp/stdio/connection.ts';
import { startSession, type Session } from '../../src/mcp/stdio/session.ts';

export interface Wire {
  readonly stdin: PassThrough;
  readonly connection: Connection;
  readonly session: Session;
  /** The lines that the server has written. */
  readonly lines: () => string[];
}

/** The connection and the real server behind it, without a process. */
export function openWire(environment: Environment): Wire {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  let written = '';
  stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  const connection = openConnection(stdin, stdout, (message) => session.receive(message));
  const session = startSession({
    environment,
    instructions: writeInstructions({ checks: [] }),
    repeat: undefined,
    send: (message) => connection.send(message),
  });
  return { stdin, connection, session, lines: () => written.split('\n').filter(Boolean) };
}

/** Everything that a server without a key writes to some bytes, line by line. */
export async function exchange(input: Iterable<string | Buffer>): Promise<string[]> {
  const { stdin, connection, session, lines } = openWire({ HOME: '/nonexistent' });
  for (const part of input) if (!stdin.write(part)) await once(stdin, 'drain');
  stdin.end();
  await once(stdin, 'end');
  await connection.settled();
  await session.close();
  return lines();
}
