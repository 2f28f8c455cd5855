const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  },
};

export function request(id: unknown, method: string, params?: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function initialize(protocolVersion: unknown, id: unknown = 1, more: object = {}): string {
  return request(id, 'initialize', {
    protocolVersion,
    capabilities: { roots: {} },
    clientInfo: { name: 'test', version: '1' },
    ...more,
  });
}

export const INITIALIZED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
const LISTS = ['tools/list', 'prompts/list', 'resources/templates/list', 'resources/list', 'ping'];
const CALL = { name: 'deepseek_chat', arguments: { nothing: 1 } };

/** Lines of a client, by what they are. */
export const HANDSHAKES: readonly (readonly [name: string, lines: readonly string[]])[] = [
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
];
