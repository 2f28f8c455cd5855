import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countReplies, hostileLines, handshakes } from '../../support/hostile-lines.ts';
import { exchange } from '../../support/wire.ts';

type Reply = { id: unknown; result?: object; error?: { code: number; message: string } };

/** The replies to some lines, but for the handshake's; in any order, since some are refused before others are read. */
async function replies(...lines: string[]): Promise<Reply[]> {
  const all = (await exchange(lines.map((line) => `${line}\n`))).map((line) => JSON.parse(line) as Reply);
  return all
    .filter(({ id }) => id !== 'open')
    .toSorted((one, other) => Number(one.id === 99) - Number(other.id === 99));
}

const [, LEGACY] = handshakes;
const PING = '{"jsonrpc":"2.0","id":99,"method":"ping"}';

test.each(handshakes.map((handshake) => [handshake.length, handshake] as const))(
  'every request gets exactly one reply, whatever the lines are (handshake of %i lines)',
  { timeout: 60_000 },
  async (_, handshake) => {
    await fc.assert(
      fc.asyncProperty(hostileLines, fc.integer({ min: 1, max: 400 }), async (lines, chunkSize) => {
        const sent = [...handshake, ...lines.map(({ text }) => text)].join('\n');
        const counts = countReplies(await exchange(inChunks(Buffer.from(sent), chunkSize)));

        const expected = lines.flatMap(({ ids }) => ids);
        expect(expected.filter((id) => counts.get(id) !== 1)).toEqual([]);
        expect(counts.get('open') ?? 0).toBe(handshake.length > 0 ? 1 : 0);
      }),
      { numRuns: 25 },
    );
  },
);

test.for<[string, unknown, number]>([
  ['{"id":1,"method":"ping"}', 1, -32600],
  ['{"jsonrpc":"1.0","id":"a","method":"ping"}', 'a', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":7}}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"progressToken":{}}}}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":7}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1}', 1, -32600],
  ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 1.5, -32600],
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', null, -32600],
  ['{"jsonrpc":"2.0","id":[1],"method":"ping"}', null, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"constructor"}', 1, -32601],
  [
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_models","arguments":"x"}}',
    1,
    -32600,
  ],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"__proto__"}}', 1, -32602],
  ['{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"constructor"}}', 1, -32602],
  ['7', null, -32600],
  ['[]', null, -32600],
  ['{}', null, -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"pi', 1, -32700],
  ['{"method":"ping","params":{x},"jsonrpc":"2.0","id":"\\u0041b"}', 'Ab', -32700],
  ['{"jsonrpc":"2.0","method":"x","params":{"id":5}', null, -32700],
  ['hello', null, -32700],
])('%s is refused with the id where it can be read', async ([line, id, code]) => {
  const [refused, pong, ...others] = await replies(...LEGACY, line, PING);

  expect(refused).toMatchObject({ id, error: { code, message: expect.stringMatching(/^[A-Z]/) } });
  expect(pong).toMatchObject({ id: 99, result: {} });
  expect(others).toEqual([]);
});

test.for([
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":null}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":null,"cursor":null}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"progressToken":null}}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/list","trace":"x"}\r',
  '\uFEFF{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_models","arguments":null}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_models","arguments":[]}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_models","arguments":""}}',
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_models","arguments":"{\\"all\\":true}"}}',
  '{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"delegate","arguments":{"task":"x","files":null}}}',
])('%j is answered', async (line) => {
  expect(await replies(...LEGACY, line)).toMatchObject([{ id: 1, result: {} }]);
});

test('initialize with null for what the client does not have is answered', async () => {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: { roots: null },
    clientInfo: { name: 'x', version: '1', title: null },
  };
  const line = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });

  expect(await replies(line)).toMatchObject([{ id: 1, result: { protocolVersion: '2025-11-25' } }]);
});

test('a batch is answered by one batch, without its notifications', async () => {
  const [batch, ...others] = await replies(
    ...LEGACY,
    `[${PING},{"jsonrpc":"2.0","method":"notifications/progress"},4,{"jsonrpc":"2.0","id":"b","method":"tools/list"}]`,
    '[{"jsonrpc":"2.0","method":"notifications/progress"}]',
  );

  expect(new Set((batch as unknown as Reply[]).map(({ id }) => id))).toEqual(new Set([99, 'b', null]));
  expect(others).toEqual([]);
});

test('one id for all requests, as in shell scripts, gets one reply for each', async () => {
  const lines = [...LEGACY, PING, '{"jsonrpc":"2.0","id":99,"method":"tools/list"}', PING];

  expect((await replies(...lines)).map(({ id }) => id)).toEqual([99, 99, 99]);
});

test.for([
  ['first', (text: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"x":"${text}"}}`],
  ['last', (text: string) => `{"method":"tools/call","params":{"x":"${text}"},"jsonrpc":"2.0","id":1}`],
] as const)(
  'a line over 10 MiB is refused with the id that comes %s, and the next one is read',
  async ([, write]) => {
    const [refused, pong] = await replies(...LEGACY, write('x'.repeat(11 * 1024 * 1024)), PING);

    expect(refused).toMatchObject({ id: 1, error: { code: -32600 } });
    expect(refused?.error?.message).toMatch(
      /has 115\d{5} bytes, and at most 10485760 are read\. Pass files by path/,
    );
    expect(pong).toMatchObject({ id: 99, result: {} });
  },
);

test('params that are nested more deeply than the stack are refused', async () => {
  const depth = 200_000;
  const line = `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

  expect((await replies(...LEGACY, line, PING)).map(({ id }) => id)).toEqual([1, 99]);
});

test('a response that nobody asked for gets no answer', async () => {
  const lines = [
    '{"jsonrpc":"2.0","id":5,"result":{}}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":1}}',
    '{"id":5,"error":7}',
  ];

  expect(await replies(...LEGACY, ...lines)).toEqual([]);
});

function* inChunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
