import { createServer, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import {
  HTTP_TOKEN,
  INITIALIZE,
  postMcp,
  startHttpServer,
  type HttpServer,
} from '../../support/http-server.ts';
import { listen } from '../../support/listen.ts';
import { environmentFor } from '../../support/server.ts';

const ENVIRONMENT = environmentFor('http://127.0.0.1:9');
const BODY = JSON.stringify(INITIALIZE);

/** Sends bytes, and returns the first line of what comes back. */
function send({ port }: Pick<HttpServer, 'port'>, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk;
      if (answer.includes('\r\n')) socket.destroy();
    });
    socket.on('error', reject).on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
}

function request(headers: Readonly<Record<string, string>>, path = '/mcp'): string {
  const all = {
    Authorization: `Bearer ${HTTP_TOKEN}`,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'Content-Length': String(BODY.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${BODY}`;
}

describe('a server with hosts and a token', () => {
  let server: HttpServer;
  beforeAll(async () => {
    const hosts = { DEEPSEEK_HTTP_HOSTS: 'deepseek.internal, other.internal:8080' };
    server = await startHttpServer({ ...ENVIRONMENT, ...hosts });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.for([
    ['localhost', {}, 200],
    ['127.0.0.1:1', {}, 200],
    ['[::1]', {}, 200],
    ['LOCALHOST', {}, 200],
    ['deepseek.internal:8080', {}, 200],
    ['localhost', { Origin: 'http://localhost:3000' }, 200],
    ['localhost', { Origin: 'https://deepseek.internal' }, 200],
    ['localhost', { Authorization: `bearer  ${HTTP_TOKEN} ` }, 200],
    ['evil.example', {}, 403],
    ['localhost.evil.example', {}, 403],
    ['localhost@evil.example', {}, 403],
    ['evil.example#localhost', {}, 403],
    ['localhost', { Origin: 'http://evil.example' }, 403],
    ['localhost', { Origin: 'null' }, 403],
    ['localhost', { Origin: 'http://localhost.evil.example' }, 403],
    ['localhost', { Authorization: '' }, 401],
    ['localhost', { Authorization: 'Bearer' }, 401],
    ['localhost', { Authorization: 'Bearer wrong' }, 401],
    ['localhost', { Authorization: `Bearer ${HTTP_TOKEN}x` }, 401],
    ['localhost', { Authorization: `Bearer ${HTTP_TOKEN.slice(0, -1)}` }, 401],
    ['localhost', { Authorization: HTTP_TOKEN }, 401],
    ['localhost', { Authorization: `Basic ${HTTP_TOKEN}` }, 401],
    ['localhost', { Authorization: `Bearer ${HTTP_TOKEN} ${HTTP_TOKEN}` }, 401],
  ] as const)('Host %s with %o is answered with %s', async ([host, headers, status]) => {
    expect(await send(server, request({ Host: host, ...headers }))).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} `),
    );
  });
});

test('what is wrong in HTTP or JSON-RPC is answered, and the server goes on', async () => {
  await using server = await startHttpServer(ENVIRONMENT);
  const host = { Host: 'localhost' };
  const statusOf = async (text: string) => Number((await send(server, text)).split(' ')[1]);

  expect(await statusOf(request(host, '/'))).toBe(404);
  expect(await statusOf(request(host, '/mcp/../etc/passwd'))).toBe(404);
  expect(await statusOf(request(host, '/mcp?token=x'))).toBe(200);
  expect(await statusOf(request({}))).toBe(400);
  expect(await statusOf(request({ ...host, 'X-Long': 'x'.repeat(40_000) }))).toBe(431);
  expect(await statusOf(request({ ...host, 'Transfer-Encoding': 'chunked' }))).toBe(400);
  expect(await statusOf(request({ ...host, 'Content-Length': '-1' }))).toBe(400);
  expect(await statusOf(request({ ...host, 'Content-Length': '99999999999' }))).toBe(413);
  expect(await statusOf(request({ ...host, 'Content-Type': 'text/plain' }))).toBe(415);
  expect(await statusOf(request({ ...host, Accept: 'text/html' }))).toBe(406);
  expect(await statusOf(request({ ...host, 'Content-Encoding': 'gzip' }))).toBe(200);
  expect(await statusOf(request(host).replace('POST', 'PUT'))).toBe(405);
  expect(await statusOf(request(host).replace('POST', 'OPTIONS'))).toBe(405);
  expect(await statusOf(request(host).replace('POST', 'GET').replace(BODY, ''))).toBe(400);
  expect(await statusOf('nonsense\r\n\r\n')).toBe(400);
  expect(
    await statusOf('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n').catch(() => 0),
  ).not.toBe(200);

  const session = (id: string) =>
    postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'ping' }, { 'mcp-session-id': id });
  for (const id of ['x', '__proto__', '../..', 'é'.repeat(99)]) expect((await session(id)).status).toBe(404);
  for (const body of ['', '{', 'null', '[]', '1', '"x"', '{"jsonrpc":"1.0"}', '\u0000']) {
    expect((await postMcp(server.url, body)).status).toBe(400);
  }
  expect((await postMcp(server.url, INITIALIZE)).status).toBe(200);
  expect(server.stderr()).not.toMatch(/Error/);
});

test('a token is made and shown where there is none, on loopback only', async () => {
  await using made = await startHttpServer({ ...ENVIRONMENT, DEEPSEEK_HTTP_TOKEN: '' });
  const token = /Bearer token: (\S+)/.exec(made.stderr())?.[1] ?? '';
  const open = await runInMemory(['serve', '--http', '0.0.0.0:0'], { environment: ENVIRONMENT });
  await using chosen = await startHttpServer(ENVIRONMENT, '0.0.0.0:0');

  expect(token).toMatch(/^[\w-]{43}$/);
  expect((await postMcp(made.url, INITIALIZE)).status).toBe(401);
  expect((await postMcp(made.url, INITIALIZE, { authorization: `Bearer ${token}` })).status).toBe(200);
  expect(open.exitCode).toBe(2);
  expect(open.stderr).toMatch(/0\.0\.0\.0 is not loopback.*DEEPSEEK_HTTP_TOKEN/);
  expect(chosen.stderr()).not.toContain('token');
});

test.for(
  builtOnce([
    ['x', 4, /not \[HOST:\]PORT/],
    ['70000', 4, /not \[HOST:\]PORT/],
    ['::1:80', 4, /not \[HOST:\]PORT/],
    ['a b:80', 4, /not \[HOST:\]PORT/],
    ['http://x:80', 4, /not \[HOST:\]PORT/],
  ]),
)('--http %s is refused', async ([address, exitCode, message, runCase]) => {
  const finished = await runCase(['serve', '--http', address], { environment: ENVIRONMENT });

  expect(finished.exitCode).toBe(exitCode);
  expect(finished.stderr).toMatch(message);
});

test('a port in use, and variables that cannot be used, are errors', async () => {
  await using taken = await listen(createServer());
  const inUse = await run(['serve', '--http', String(taken.port)], { environment: ENVIRONMENT });
  const start = (variables: Record<string, string>) =>
    runInMemory(['serve', '--http', '0'], { environment: { ...ENVIRONMENT, ...variables } });
  const [token, hosts, detach] = await Promise.all([
    start({ DEEPSEEK_HTTP_TOKEN: 'two words' }),
    start({ DEEPSEEK_HTTP_HOSTS: 'a.example,http://b.example/' }),
    start({ DEEPSEEK_HTTP_DETACH: 'yes' }),
  ]);

  expect(inUse.exitCode).toBe(4);
  expect(inUse.stderr).toMatch(/Port \d+ on 127\.0\.0\.1 cannot be used \(EADDRINUSE\)/);
  for (const { exitCode, stderr } of [token, hosts, detach]) {
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: DEEPSEEK_HTTP_(?:TOKEN|HOSTS|DETACH) /);
    expect(stderr).not.toContain('two words');
  }
});
