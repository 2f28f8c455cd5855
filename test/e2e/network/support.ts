import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { answerWhole } from '../../support/upstream.ts';

const FOLDER = new URL('../../fixtures/tls/', import.meta.url);

/** What a client has to trust to reach the server with the certificate `valid`. */
export const AUTHORITY = fileURLToPath(new URL('authority.pem', FOLDER));

export interface Listening extends AsyncDisposable {
  port: number;
  connections: () => number;
}

export async function listen(server: Server): Promise<Listening> {
  let connections = 0;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const read = (name: string) => readFileSync(new URL(name, FOLDER));

const answerOk: RequestListener = (request, response) => {
  request.resume();
  answerWhole(response);
};

/** A gateway over TLS; `certificate` is the name of a file in test/fixtures/tls. */
export function listenWithTls(certificate: string): Promise<Listening> {
  return listen(createServer({ key: read('server.key'), cert: read(`${certificate}.pem`) }, answerOk));
}
