import * as fc from 'fast-check';

const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
};

/** A line that some client might send, and the id whose reply it waits for, if any. */
export interface HostileLine {
  readonly text: string;
  readonly ids: readonly number[];
}

const METHODS =
  `initialize server/discover ping tools/list prompts/list resources/list resources/templates/list
  tools/call prompts/get resources/read completion/complete logging/setLevel resources/subscribe tasks/get roots/list
  notifications/initialized notifications/progress constructor __proto__ toString`.split(/\s+/);
const NAMES = ['deepseek_chat', 'deepseek_stream', 'list_models', 'delegate', 'constructor', '__proto__', 7];

const odd = fc.oneof(
  fc.constantFrom(null, [], {}, '', 0, -1, 1.5, true, 'x', [null], '{}', '[1]', { __proto__: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const initializeParams = fc.record(
  {
    protocolVersion: fc.oneof(fc.constantFrom('2025-11-25', '2025-03-26', '2026-07-28', 'x'), odd),
    capabilities: fc.oneof(fc.constant({}), odd),
    clientInfo: fc.oneof(fc.constant({ name: 'test', version: '1', title: null }), odd),
  },
  { requiredKeys: [] },
);
const callParams = fc.record(
  {
    name: fc.oneof(fc.constantFrom(...NAMES), odd),
    arguments: fc.oneof(odd, fc.dictionary(fc.constantFrom('prompt', 'files', 'run_id', 'cancel', 'x'), odd)),
    uri: fc.oneof(fc.constantFrom('deepseek://runs/x', 'deepseek://skill/SKILL.md', 'constructor'), odd),
    ref: fc.oneof(fc.constant({ type: 'ref/prompt', name: 'constructor' }), odd),
    argument: fc.oneof(fc.constant({ name: 'model', value: 'd' }), odd),
    cursor: odd,
  },
  { requiredKeys: [] },
);
const meta = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ _meta: MODERN_META }, { _meta: { ...MODERN_META, progressToken: null } }),
  fc.record({ _meta: fc.oneof(odd, fc.record({ progressToken: odd })) }),
);
const params = fc.oneof(
  odd,
  fc.tuple(fc.oneof(initializeParams, callParams), meta).map(([some, more]) => ({ ...some, ...more })),
);

/** A request, as it should be or not, that has an id; the id itself is put in later. */
const request = fc.record(
  {
    jsonrpc: fc.oneof({ weight: 6, arbitrary: fc.constant('2.0') }, odd),
    method: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...METHODS) }, odd),
    params,
    more: odd,
  },
  { requiredKeys: ['jsonrpc', 'method'] },
);

type Build = (nextId: () => number) => HostileLine;

const single = request.map((message): Build => (nextId) => {
  const id = nextId();
  return { text: JSON.stringify({ ...message, id }), ids: [id] };
});
const batch = fc
  .array(fc.oneof(request, fc.constant(null)), { minLength: 1, maxLength: 4 })
  .map((messages): Build => (nextId) => {
    const withIds = messages.map((message) => message && { ...message, id: nextId() });
    return {
      text: JSON.stringify(withIds),
      ids: withIds.flatMap((message) => (message ? [message.id] : [])),
    };
  });
const cut = fc
  .tuple(request, fc.double({ min: 0.5, max: 0.95, noNaN: true }))
  .map(([{ method, ...rest }, share]): Build => (nextId) => {
    const id = nextId();
    // Ended in the middle; the id is among what came.
    const text = JSON.stringify({ id, method: JSON.stringify(method).slice(0, 20), ...rest });
    return { text: text.slice(0, Math.max(40, Math.floor(text.length * share))).slice(0, -1), ids: [] };
  });
const noise = fc
  .oneof(fc.string(), fc.json(), fc.constantFrom('', '[]', '{}', 'null', '[[[[', '\u0000', '{"id":{}}'))
  .map((text): Build => () => ({ text: text.replace(/[\n\r]/g, ' '), ids: [] }));

/** Lines of all kinds; every id is used once. */
export const hostileLines: fc.Arbitrary<HostileLine[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: single },
      { weight: 2, arbitrary: batch },
      { weight: 1, arbitrary: cut },
      { weight: 2, arbitrary: noise },
    ),
    { minLength: 1, maxLength: 25 },
  )
  .map((builds) => {
    let last = 1000;
    return builds.map((build) => build(() => (last += 1)));
  });

/** How a session may begin: at once, or with the handshake of either era. */
export const handshakes = [
  [],
  [
    '{"jsonrpc":"2.0","id":"open","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}',
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  ],
  [JSON.stringify({ jsonrpc: '2.0', id: 'open', method: 'tools/list', params: { _meta: MODERN_META } })],
] as const;

/** How many replies each id got, batches taken apart. */
export function countReplies(lines: readonly string[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { id } of lines.flatMap((line) => JSON.parse(line) as { id: unknown } | { id: unknown }[])) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
