import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type DashboardWorld } from '../support/dashboard-world.ts';

let world: DashboardWorld;
beforeAll(async () => {
  world = await openDashboard();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A request with any headers, as a browser sends them for a page; `fetch` would not let a test set these. */
async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const { port } = new URL(world.origin);
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      });
      sent.on('error', reject).end();
    },
  );
}

const key = () => ({ authorization: `Bearer ${world.token}` });
const port = () => new URL(world.origin).port;

describe('whoever is not the page gets nothing', () => {
  test.each([
    ['a name that was rebound to loopback', () => ({ host: `evil.example:${port()}` })],
    ['loopback with another port', () => ({ host: '127.0.0.1:1' })],
    ['a name that begins like loopback', () => ({ host: `127.0.0.1.evil.example:${port()}` })],
    ['a page of another site', () => ({ origin: 'https://evil.example' })],
    ['a page of another server on loopback', () => ({ origin: 'http://127.0.0.1:1' })],
    ['a file or a sandboxed frame', () => ({ origin: 'null' })],
    ['a script of another site without an Origin', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['another site of loopback', () => ({ 'sec-fetch-site': 'same-site' })],
  ])('%s', async (_who, headers) => {
    for (const path of ['/', '/api/runs', '/api/events', '/api/usage']) {
      const { status, body } = await ask(path, { ...key(), ...headers() });
      expect([path, status, body]).toEqual([path, 403, '']);
    }
    const { status } = await ask(
      '/api/runs/r_AAAAAAAAAAAAAAAAAAAAAA/cancel',
      { ...key(), ...headers() },
      'POST',
    );
    expect(status).toBe(403);
  });

  test.each([
    ['no token', {}],
    ['another token', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['the beginning of it', 'beginning'],
  ] as const)('%s', async (_name, given) => {
    const headers = given === 'beginning' ? { authorization: `Bearer ${world.token.slice(0, -1)}` } : given;
    for (const path of ['/api/runs', '/api/events', '/api/usage', '/api/anything']) {
      const { status, body } = await ask(path, headers);
      expect([path, status, body]).toEqual([path, 401, '']);
    }
  });

  test('the token in the address counts for nothing', async () => {
    expect((await ask(`/api/runs?token=${world.token}`, {})).status).toBe(401);
  });

  test('nobody is told that another site may read', async () => {
    const preflight = await ask(
      '/api/runs',
      {
        origin: world.origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
      'OPTIONS',
    );
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(preflight.status).toBe(401);
  });
});

test('the page itself is answered, by its address and by the name localhost', async () => {
  for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`]) {
    const headers = { ...key(), host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/api/runs', headers)).status).toBe(200);
  }
});

test('a link to the page may be followed from anywhere, and shows nothing without its token', async () => {
  const headers = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  expect(await ask('/', headers)).toMatchObject({ status: 200, body: 'the page' });
  expect((await ask('/', { ...headers, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  expect((await ask('/api/runs', { ...headers, ...key() })).status).toBe(403);
});

test('every answer forbids what the page does not need', async () => {
  for (const path of ['/', '/api/runs', '/nothing']) {
    const { headers } = await ask(path, key());
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});

test.each([
  '/../../etc/passwd',
  '//evil.example/',
  '/api/runs/../../x',
  '/page.js%00',
  'http://evil.example/',
  '/api/runs/r_1/..',
])('there is nothing at %s', async (path) => {
  const { status, body } = await ask(path, key());
  expect([400, 404]).toContain(status);
  expect(body).toBe('');
});

test('only loopback is listened on', () => {
  expect(world.dashboard.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
});

test('each dashboard has a token of its own, and a port that is in use is an error that says so', async () => {
  await using other = await openDashboard();
  expect(other.token).not.toBe(world.token);
  const { readConfig } = await import('../../src/config/config.ts');
  const { startDashboard } = await import('../../src/dashboard/dashboard.ts');
  const config = readConfig({
    HOME: '/nonexistent',
    DEEPSEEK_STATE_DIR: world.stateDir,
    DEEPSEEK_ROOTS: world.root,
  });
  await expect(
    startDashboard(config, { all: false, port: Number(port()), assets: new Map() }),
  ).rejects.toMatchObject({
    kind: 'input',
    what: `Port ${port()} on 127.0.0.1 is in use.`,
  });
});
