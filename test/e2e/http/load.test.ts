import { readdirSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startChild } from '../../support/child.ts';
import {
  HTTP_TOKEN,
  INITIALIZE,
  postMcp,
  startHttpServer,
  type HttpServer,
} from '../../support/http-server.ts';
import { openProject } from '../../support/project.ts';
import { environmentFor } from '../../support/server.ts';
import { until } from '../../support/until.ts';

/** Sockets of a process; only Linux tells. */
function socketsOf({ pid }: HttpServer): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync(`/proc/${pid}/fd`).filter((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

/** More find nothing that these do not: no limit of a server is near. */
const CLIENTS = Number(process.env['HTTP_CLIENTS'] ?? 60);

test.concurrent('many clients at once are all answered, in both eras, and nothing is left of them', async () => {
  await using it = await openProject({}, { sandbox: { timeToFirstTokenMs: 200, answer: () => 'done' } });
  await using server = await startHttpServer(it.environment);
  const before = socketsOf(server);
  await using clients = startChild('http-clients', server.url, String(CLIENTS));

  const statuses = JSON.parse(await clients.line()) as string[];
  await clients.finish();

  expect(statuses.filter((status) => status !== 'complete')).toEqual([]);
  expect(statuses).toHaveLength(CLIENTS);
  expect(it.sandbox.exchanges).toHaveLength(CLIENTS);
  await until('their connections have ended', () => socketsOf(server) <= before);
  expect(server.stderr()).not.toMatch(/Error/);
}, 180_000);

test.concurrent('half-open sockets and slow bodies hold nobody else up, and are closed in the end', async () => {
  await using server = await startHttpServer(environmentFor('http://127.0.0.1:9'));
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${HTTP_TOKEN}\r\nContent-Type: application/json\r\n`;
  const beginnings = ['', 'POST /m', head, `${head}Content-Length: 1000\r\n\r\n{"jsonrpc"`];
  const sockets: Socket[] = [];
  let closed = 0;
  for (const [index, text] of beginnings.flatMap((one) => Array.from({ length: 50 }, () => one)).entries()) {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => undefined);
    // The last quarter has sent its headers, and has a minute for its body.
    if (index < 150) socket.on('close', () => (closed += 1)).resume();
    sockets.push(socket);
  }

  expect((await postMcp(server.url, INITIALIZE)).status).toBe(200);
  await until('the unfinished headers are given up', () => closed === 150);
  for (const socket of sockets) socket.destroy();
  expect((await postMcp(server.url, INITIALIZE)).status).toBe(200);
  await until('all have ended', () => socketsOf(server) < 20);
  expect(server.stderr()).not.toMatch(/Error/);
}, 180_000);

test.concurrent('a body over the limit is refused, however it is sent', async () => {
  await using server = await startHttpServer(environmentFor('http://127.0.0.1:9'));
  const body = JSON.stringify({ ...INITIALIZE, padding: 'x'.repeat(11 * 1024 * 1024) });

  const known = await postMcp(server.url, body).catch((error: unknown) => error);
  const [head, chunk] = [
    `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${HTTP_TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `100000\r\n${'x'.repeat(1024 * 1024)}\r\n`,
  ];
  let answer = '';
  const socket = connect(server.port, '127.0.0.1', () => socket.write(head + chunk.repeat(12)));
  socket.on('error', () => undefined).on('data', (data: Buffer) => (answer += data.toString()));

  // The server closes the connection with the body unread: a client may see that first.
  expect(known instanceof Response ? known.status : 413).toBe(413);
  await until('the chunks are refused', () => answer.startsWith('HTTP/1.1 413 ') || socket.destroyed);
  expect((await postMcp(server.url, INITIALIZE)).status).toBe(200);
});
