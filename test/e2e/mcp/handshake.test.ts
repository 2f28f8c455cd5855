import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN } from '../../support/binary.ts';
import { temporaryFolder } from '../../support/folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let unrecorded: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  // As it is published: the skill lies beside it.
  for (const part of ['dist', 'skill']) {
    await cp(path.resolve(path.dirname(BIN), '..', part), path.join(folder.path, part), { recursive: true });
  }
  await rm(path.join(folder.path, 'dist/handshake.json'));
  unrecorded = path.join(folder.path, 'dist/bin.js');
});
afterAll(() => folder[Symbol.asyncDispose]());

type Reply = { id?: unknown };

/** All that a server says to some lines, by id: it may answer them in any order. */
async function listen(bin: string, lines: readonly string[]): Promise<Reply[]> {
  const server = spawn(process.execPath, [bin, 'serve'], {
    env: { PATH: process.env['PATH'], HOME: folder.path, RUNAPI_API_KEY: 'key' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = text(server.stdout);
  const expected = lines.filter((line) => /"id":(?!null)/.test(line)).length;
  let heard = 0;
  server.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString().split('\n').length - 1;
    if (heard >= expected) server.stdin.end();
  });
  server.stdin.write(lines.map((line) => `${line}\n`).join(''));
  if (expected === 0) server.stdin.end();
  await once(server, 'close');
  return (await said)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Reply)
    .toSorted((one, other) => String(one.id).localeCompare(String(other.id)));
}

const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  },
};

function request(id: unknown, method: string, params?: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

function initialize(protocolVersion: unknown, id: unknown = 1, more: object = {}): string {
  return request(id, 'initialize', {
    protocolVersion,
    capabilities: { roots: {} },
    clientInfo: { name: 'test', version: '1' },
    ...more,
  });
}

const INITIALIZED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
const LISTS = ['tools/list', 'prompts/list', 'resources/templates/list', 'resources/list', 'ping'];
const CALL = { name: 'deepseek_chat', arguments: { nothing: 1 } };

test.for<[string, string[]]>([
  ...['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', '1999-01-01'].map(
    (version): [string, string[]] => [
      `initialize with ${version}`,
      [initialize(version), INITIALIZED, ...LISTS.map((method, place) => request(`l${place}`, method))],
    ],
  ),
  ['the modern era', LISTS.map((method, place) => request(place, method, MODERN))],
  [
    'discover, then the modern era',
    [
      request(0, 'server/discover', MODERN),
      request(1, 'tools/list', MODERN),
      request(2, 'tools/call', { ...CALL, ...MODERN }),
    ],
  ],
  [
    'discover, then initialize',
    [request(0, 'server/discover', MODERN), initialize('2025-11-25'), INITIALIZED, request(2, 'tools/list')],
  ],
  ['the modern era, then initialize', [request(0, 'tools/list', MODERN), initialize('2025-11-25')]],
  [
    'initialize, then the modern era',
    [initialize('2025-11-25'), INITIALIZED, request(2, 'tools/list', MODERN)],
  ],
  [
    'a call at once',
    [initialize('2025-11-25'), INITIALIZED, request(2, 'tools/call', CALL), request(3, 'tools/list')],
  ],
  ['a call before the client is ready', [initialize('2025-11-25'), request(2, 'tools/call', CALL)]],
  ['a list before anything', [request(1, 'tools/list')]],
  ['initialize twice', [initialize('2025-11-25'), INITIALIZED, initialize('2025-06-18', 2)]],
  ['a cursor', [initialize('2025-11-25'), INITIALIZED, request(2, 'tools/list', { cursor: 'x' })]],
  [
    'a progress token',
    [initialize('2025-11-25'), INITIALIZED, request(2, 'tools/list', { _meta: { progressToken: 7 } })],
  ],
  ['an unknown method', [initialize('2025-11-25'), INITIALIZED, request(2, 'no/such')]],
  [
    'an id that is a text',
    [initialize('2025-11-25', 'a'), INITIALIZED, request('b', 'tools/list'), request('c', 'ping')],
  ],
  [
    'an id that is zero',
    [initialize('2025-11-25', 0), INITIALIZED, request(2, 'tools/list'), request(3, 'tools/call', CALL)],
  ],
  ['initialize without a version', [initialize(undefined)]],
  ['initialize without a client', [initialize('2025-11-25', 1, { clientInfo: undefined })]],
  [
    'discover of an unknown version',
    [
      request(0, 'server/discover', {
        _meta: { ...MODERN._meta, 'io.modelcontextprotocol/protocolVersion': '2030-01-01' },
      }),
    ],
  ],
  [
    'discover without a client',
    [request(0, 'server/discover', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } })],
  ],
  [
    'null for what is absent',
    [
      initialize('2025-11-25', 1, { _meta: null }),
      INITIALIZED,
      request(2, 'tools/list', { cursor: null, _meta: { progressToken: null } }),
      '{"jsonrpc":"2.0","id":3,"method":"prompts/list","params":null}',
    ],
  ],
  [
    'a name that every object has',
    [initialize('2025-11-25'), INITIALIZED, request(2, 'constructor'), request(3, '__proto__')],
  ],
  ['such a name in the modern era', [request(1, 'tools/list', MODERN), request(2, 'toString', MODERN)]],
  [
    'a batch',
    [initialize('2025-03-26'), INITIALIZED, `[${request(2, 'tools/list')},${request(3, 'prompts/list')}]`],
  ],
  [
    'messages that do not fit',
    [
      initialize('2025-11-25'),
      request(2, 'tools/list', []),
      '{"id":3,"method":"ping"}',
      request(4, 7 as unknown as string),
    ],
  ],
  ['what is no JSON', ['{"jsonrpc":', initialize('2025-11-25')]],
  [
    'a long line',
    [initialize('2025-11-25', 1, { more: 'x'.repeat(200_000) }), INITIALIZED, request(2, 'tools/list')],
  ],
])('the recorded handshake equals the real one: %s', async ([, lines]) => {
  const [recorded, real] = await Promise.all([listen(BIN, lines), listen(unrecorded, lines)]);

  expect(recorded).toEqual(real);
});

test('a session that only lists never loads the MCP SDK', async () => {
  const lines = [
    initialize('2025-11-25'),
    INITIALIZED,
    request(2, 'tools/list'),
    request(3, 'resources/templates/list'),
  ];
  const server = spawn(process.execPath, [BIN], {
    env: { PATH: process.env['PATH'], NODE_DEBUG: 'esm' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [loaded] = [text(server.stderr), server.stdin.end(lines.map((line) => `${line}\n`).join(''))];
  await once(server, 'close');

  expect(await loaded).toContain('serve-');
  expect(await loaded).not.toContain('session-');
});
