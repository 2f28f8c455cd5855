import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProtocolName } from '../../../src/config/config.ts';
import { startCompletion } from '../../../src/chat/completion.ts';
import { readAnswer, respond, sse } from '../../support/upstream.ts';

interface Call {
  id?: unknown;
  index?: unknown;
  name?: string;
  arguments?: unknown;
}

const chunk = (...calls: Call[]) => ({
  choices: [
    {
      delta: {
        tool_calls: calls.map(({ id, index, name, arguments: json }) => ({
          id,
          index,
          type: 'function',
          function: { name, arguments: json },
        })),
      },
    },
  ],
});
const FINISH = { choices: [{ delta: {}, finish_reason: 'tool_calls' }] };

const start = (index: number | undefined, id: string, name: string, input: unknown = {}) => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'tool_use', id, name, input },
});
const piece = (index: number | undefined, partial_json: string) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'input_json_delta', partial_json },
});
const END = [{ type: 'message_delta', delta: { stop_reason: 'tool_use' } }, { type: 'message_stop' }];

const functionCall = (...calls: object[]) => ({
  candidates: [{ content: { parts: calls.map((call) => ({ functionCall: call })) } }],
});
const STOP = { candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] };

async function callsOf(protocol: ProtocolName, items: readonly unknown[]) {
  const endings = { 'chat-completions': [FINISH, '[DONE]'], messages: END, gemini: [STOP] };
  const outcome = await readAnswer(respond([sse(...items, ...endings[protocol])]), { protocol });
  const completion = startCompletion();
  for (const event of outcome.events) completion.add(event);
  const { tool_calls } = completion.build();
  const ids = tool_calls.map(({ id }) => id);
  return {
    error: outcome.error,
    finishReason: outcome.finishReason,
    calls: tool_calls.map(({ function: { name, arguments: json } }) => `${name}${json}`),
    ids,
    idsAreDistinct: new Set(ids).size === ids.length,
  };
}

const A = { name: 'read', arguments: '{"p":1}' };
const B = { name: 'grep', arguments: '{"q":2}' };

test.for<{ name: string; items: unknown[]; protocol?: ProtocolName; calls?: string[] }>([
  { name: 'index and id', items: [chunk({ index: 0, id: 'a', ...A }), chunk({ index: 1, id: 'b', ...B })] },
  { name: 'ids and no index', items: [chunk({ id: 'a', ...A }), chunk({ id: 'b', ...B })] },
  { name: 'neither ids nor index', items: [chunk(A), chunk(B)] },
  { name: 'neither, and two calls in one chunk', items: [chunk(A, B)] },
  {
    name: 'index 0 for all',
    items: [chunk({ index: 0, id: 'a', ...A }), chunk({ index: 0, id: 'b', ...B })],
  },
  { name: 'index 0 for all and no ids', items: [chunk({ index: 0, ...A }), chunk({ index: 0, ...B })] },
  {
    name: 'index 0 for all, no ids and one function',
    items: [chunk({ index: 0, ...A }), chunk({ index: 0, ...A, arguments: '{"p":2}' })],
    calls: ['read{"p":1}', 'read{"p":2}'],
  },
  { name: 'one id for all', items: [chunk({ index: 0, id: 'x', ...A }), chunk({ index: 1, id: 'x', ...B })] },
  {
    name: 'ids that are numbers',
    items: [chunk({ index: 0, id: 1, ...A }), chunk({ index: 1, id: 2, ...B })],
  },
  {
    name: 'arguments as objects',
    items: [
      chunk({ id: 'a', name: 'read', arguments: { p: 1 } }, { id: 'b', name: 'grep', arguments: { q: 2 } }),
    ],
  },
  {
    name: 'arguments as objects, without ids',
    items: [
      chunk({ index: 0, name: 'read', arguments: { p: 1 } }),
      chunk({ index: 0, name: 'grep', arguments: { q: 2 } }),
    ],
  },
  {
    name: 'fragments that interleave',
    items: [
      chunk({ index: 0, id: 'a', name: 'read', arguments: '{"p"' }),
      chunk({ index: 1, id: 'b', name: 'grep', arguments: '{"q"' }),
      chunk({ index: 0, arguments: ':1}' }, { index: 1, arguments: ':2}' }),
    ],
  },
  {
    name: 'fragments without anything but arguments',
    items: [
      chunk({ id: 'a', name: 'read', arguments: '' }),
      chunk({ arguments: '{"p"' }),
      chunk({ arguments: ':1}' }),
      chunk({ id: 'b', name: 'grep', arguments: '' }),
      chunk({ arguments: '{"q":2}' }),
    ],
  },
  {
    name: 'id and name in each fragment',
    items: [
      chunk({ index: 0, id: 'a', name: 'read', arguments: '{"p"' }),
      chunk({ index: 0, id: 'a', name: 'read', arguments: ':1}' }),
      chunk({ index: 1, id: 'b', name: 'grep', arguments: '{"q":2}' }),
    ],
  },
  {
    name: 'the name in each fragment, and no ids',
    items: [
      chunk({ index: 0, name: 'read', arguments: '{"p"' }),
      chunk({ index: 0, name: 'read', arguments: ':1}' }),
      chunk({ index: 1, name: 'grep', arguments: '{"q":2}' }),
    ],
  },
  {
    name: 'another id in each fragment, but no name',
    items: [
      chunk({ index: 0, id: 'a', name: 'read', arguments: '{"p"' }),
      chunk({ index: 0, id: 'a2', arguments: ':1}' }),
      chunk({ index: 1, id: 'b', ...B }),
    ],
  },
  {
    name: 'a name in pieces',
    items: [
      chunk({ index: 0, id: 'a', name: 're', arguments: '' }),
      chunk({ index: 0, name: 'ad' }),
      chunk({ index: 0, arguments: '{"p":1}' }),
      chunk({ index: 1, id: 'b', ...B }),
    ],
  },
  {
    name: 'a name that grows',
    items: [
      chunk({ index: 0, id: 'a', name: 're' }),
      chunk({ index: 0, name: 'read' }),
      chunk({ index: 0, arguments: '{"p":1}' }),
      chunk({ index: 1, id: 'b', ...B }),
    ],
  },
  {
    name: 'the whole call once more at its end',
    items: [
      chunk({ index: 0, id: 'a', name: 'read', arguments: '{"p"' }),
      chunk({ index: 0, arguments: ':1}' }),
      chunk({ index: 0, id: 'a', ...A }),
      chunk({ index: 1, id: 'b', ...B }),
    ],
  },
  {
    name: 'calls of functions without parameters',
    items: [chunk({ id: 'a', name: 'read', arguments: '' }), chunk({ id: 'b', name: 'grep' })],
    calls: ['read{}', 'grep{}'],
  },
  {
    name: 'empty calls between',
    items: [
      chunk({}),
      chunk({ index: 0, id: 'a', ...A }),
      chunk({ index: 5 }),
      chunk({ index: 1, id: 'b', ...B }),
    ],
  },
  {
    name: 'a call without arguments that is named before another one',
    items: [chunk({ index: 0, id: 'a', name: 'read' }), chunk({ index: 1, id: 'b', ...B })],
    calls: ['read{}', 'grep{"q":2}'],
  },
  {
    name: 'a single call in place of a list',
    items: [
      { choices: [{ delta: { tool_calls: { id: 'a', function: A } } }] },
      { choices: [{ delta: { tool_calls: { id: 'b', function: B } } }] },
    ],
  },
  {
    name: 'no input at all',
    protocol: 'messages',
    items: [start(0, 'a', 'read'), start(1, 'b', 'grep', null)],
    calls: ['read{}', 'grep{}'],
  },
  {
    name: 'blocks that are open at once, with input that is spelt out again',
    protocol: 'messages',
    items: [
      start(0, 'a', 'read', { p: 1 }),
      start(1, 'b', 'grep', { q: 2 }),
      piece(0, '{"p":1}'),
      piece(1, '{"q":2}'),
    ],
  },
  {
    name: 'blocks of their own',
    protocol: 'messages',
    items: [
      start(0, 'a', 'read'),
      piece(0, '{"p":1}'),
      start(1, 'b', 'grep'),
      piece(1, '{"q"'),
      piece(1, ':2}'),
    ],
  },
  {
    name: 'blocks that share an index',
    protocol: 'messages',
    items: [start(0, 'a', 'read'), piece(0, '{"p":1}'), start(0, 'b', 'grep'), piece(0, '{"q":2}')],
  },
  {
    name: 'blocks without an index',
    protocol: 'messages',
    items: [
      start(undefined, 'a', 'read'),
      piece(undefined, '{"p":1}'),
      start(undefined, 'b', 'grep'),
      piece(undefined, '{"q":2}'),
    ],
  },
  {
    name: 'input at the start of the block',
    protocol: 'messages',
    items: [start(0, 'a', 'read', { p: 1 }), start(1, 'b', 'grep', { q: 2 })],
  },
  {
    name: 'input at the start that deltas spell out again',
    protocol: 'messages',
    items: [
      start(0, 'a', 'read', { p: 1 }),
      piece(0, '{"p":1}'),
      start(1, 'b', 'grep', { q: 2 }),
      piece(1, '{"q":2}'),
    ],
  },
  {
    name: 'starts that come twice',
    protocol: 'messages',
    items: [
      start(0, 'a', 'read'),
      start(0, 'a', 'read'),
      piece(0, '{"p":1}'),
      start(1, 'b', 'grep', { q: 2 }),
      start(1, 'b', 'grep', { q: 2 }),
    ],
  },
  {
    name: 'all calls so far in each chunk',
    protocol: 'gemini',
    items: [
      functionCall({ id: 'a', name: 'read', args: { p: 1 } }),
      functionCall({ id: 'a', name: 'read', args: { p: 1 } }, { id: 'b', name: 'grep', args: { q: 2 } }),
    ],
  },
  {
    name: 'the same arguments and no ids',
    protocol: 'gemini',
    items: [functionCall({ name: 'read', args: { p: 1 } }), functionCall({ name: 'read', args: { p: 1 } })],
    calls: ['read{"p":1}', 'read{"p":1}'],
  },
  {
    name: 'parts of one chunk',
    protocol: 'gemini',
    items: [functionCall({ name: 'read', args: { p: 1 } }, { name: 'grep', args: { q: 2 } })],
  },
  {
    name: 'parts of two chunks with one id',
    protocol: 'gemini',
    items: [
      functionCall({ id: 'x', name: 'read', args: { p: 1 } }),
      functionCall({ id: 'x', name: 'grep', args: { q: 2 } }),
    ],
  },
  {
    name: 'an id that looks like one of ours',
    protocol: 'gemini',
    items: [
      functionCall({ id: 'call_1', name: 'read', args: { p: 1 } }),
      functionCall({ name: 'grep', args: { q: 2 } }),
    ],
  },
])(
  'calls with $name are distinguished, and are complete',
  async ({ protocol = 'chat-completions', items, calls = ['read{"p":1}', 'grep{"q":2}'] }) => {
    expect(await callsOf(protocol, items)).toMatchObject({
      calls,
      error: undefined,
      finishReason: 'tool_calls',
      idsAreDistinct: true,
    });
  },
);

test.for<{ name: string; items: unknown[]; protocol?: ProtocolName; says: string }>([
  { name: 'cut off', items: [chunk({ index: 0, id: 'a', name: 'read', arguments: '{"p' })], says: '"read"' },
  {
    name: 'cut off in the first of two',
    items: [chunk({ id: 'a', name: 'read', arguments: '{"p' }), chunk({ id: 'b', ...B })],
    says: '"read"',
  },
  {
    name: 'no JSON',
    items: [chunk({ index: 0, id: 'a', name: 'read', arguments: '{p: 1}' })],
    says: 'not JSON',
  },
  { name: 'two values', items: [chunk({ id: 'a', ...A }), chunk({ arguments: '{"q":2}' })], says: '"read"' },
  { name: 'without a name', items: [chunk({ index: 0, id: 'a', arguments: '{}' })], says: 'without a name' },
  {
    name: 'under a blank name',
    items: [chunk({ id: 'a', name: ' ', arguments: '{}' })],
    says: 'without a name',
  },
  {
    name: 'of a start that comes again after a part of them',
    protocol: 'messages',
    items: [start(0, 'a', 'read'), piece(0, '{"p'), start(0, 'a', 'read'), piece(0, '{"p":1}')],
    says: '"read"',
  },
  {
    name: 'of a function without a name',
    protocol: 'gemini',
    items: [functionCall({ args: {} })],
    says: 'without a name',
  },
  {
    name: 'in a block that was never opened',
    protocol: 'messages',
    items: [start(0, 'a', 'read'), piece(0, '{"p":1}'), piece(1, '{"q":2}')],
    says: 'without a name',
  },
  {
    name: 'of two blocks that interleave on one index',
    protocol: 'messages',
    items: [start(0, 'a', 'read'), start(0, 'b', 'grep'), piece(0, '{"p":1}'), piece(0, '{"q":2}')],
    says: '"grep"',
  },
])('arguments that are $name are never complete', async ({ protocol = 'chat-completions', items, says }) => {
  const { error, finishReason } = await callsOf(protocol, items);

  expect(finishReason).toBe('tool_calls');
  expect(error).toMatchObject({ kind: 'malformed' });
  expect(error?.message).toContain(says);
});

test('the id of a call is kept as upstream gave it, and one that is missing is made', async () => {
  const { ids } = await callsOf('chat-completions', [chunk({ id: 123, ...A }), chunk(B)]);

  expect(ids).toEqual(['123', 'call_1']);
});

test('arguments that were cut in the middle of a character are put together', async () => {
  const items = [
    chunk({ index: 0, id: 'a', name: 'f', arguments: '{"p":"\ud83d' }),
    chunk({ index: 0, arguments: '\ude80"}' }),
  ];

  expect(await callsOf('chat-completions', items)).toMatchObject({
    calls: ['f{"p":"🚀"}'],
    error: undefined,
  });
});

test('what is held back of a call is given when the stream breaks', async () => {
  const items = [start(0, 'a', 'read', { p: 1 })];

  const outcome = await readAnswer(respond([sse(...items)]), { protocol: 'messages' });

  expect(outcome.error).toMatchObject({ kind: 'stream-closed' });
  expect(outcome.events).toEqual([
    { type: 'tool-call-delta', index: 0, id: 'a', name: 'read', arguments: '{"p":1}' },
  ]);
});

test('a call whose arguments have not come is not given any when the stream breaks', async () => {
  for (const [protocol, item] of [
    ['messages', start(0, 'a', 'read')],
    ['chat-completions', chunk({ index: 0, id: 'a', name: 'read' })],
  ] as const) {
    const { events, error } = await readAnswer(respond([sse(item)]), { protocol });
    expect(error).toMatchObject({ kind: 'stream-closed' });
    expect(events).toEqual([{ type: 'tool-call-delta', index: 0, id: 'a', name: 'read' }]);
  }
});

const names = fc.constantFrom('f', 'g', 'read_file');
const jsonValues = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
const wholeCalls = fc.array(fc.record({ name: names, value: jsonValues, cuts: fc.array(fc.nat(60)) }), {
  minLength: 1,
  maxLength: 4,
});
const styles = fc.record({ hasIndex: fc.boolean(), repeats: fc.boolean() });

test('whatever calls are sent, in whichever pieces, come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(wholeCalls, styles, async (calls, { hasIndex, repeats }) => {
      const items = calls.flatMap(({ name, value, cuts }, index) => {
        const json = JSON.stringify(value);
        const places = [0, ...cuts.filter((cut) => cut < json.length), json.length].toSorted((a, b) => a - b);
        return places.slice(1).map((end, number) =>
          chunk({
            ...(hasIndex && { index }),
            ...((number === 0 || repeats) && { id: `id_${index}`, name }),
            arguments: json.slice(places[number], end),
          }),
        );
      });

      const outcome = await callsOf('chat-completions', items);

      expect(outcome.error).toBeUndefined();
      expect(outcome.calls).toEqual(calls.map(({ name, value }) => `${name}${JSON.stringify(value)}`));
      expect(outcome.ids).toEqual(calls.map((_, index) => `id_${index}`));
    }),
    { numRuns: 100 },
  );
});
