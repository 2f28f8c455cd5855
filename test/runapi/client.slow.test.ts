import { afterEach, expect, test, vi } from 'vitest';
import { PROTOCOL_NAMES } from '../../src/config/config.ts';
import { createGateway } from '../../src/runapi/client.ts';
import { listModels } from '../../src/runapi/models.ts';
import {
  answerJson,
  answerWhole,
  askServer,
  connectionTo,
  KEY,
  sendOptions,
  startUpstream,
} from '../support/upstream.ts';

/** What Node's own client adds to every request, none of which says anything about the user. */
const OF_NODE = new Set([
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'host',
  'sec-fetch-mode',
  'transfer-encoding',
]);

const KEY_HEADERS = {
  'chat-completions': { authorization: `Bearer ${KEY}` },
  messages: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
  gemini: { 'x-goog-api-key': KEY },
};

const PATHS = {
  'chat-completions': '/v1/chat/completions',
  messages: '/v1/messages',
  gemini: '/v1beta/models/deepseek-v4-pro:streamGenerateContent?alt=sse',
};

/** Variables that one SDK or the other reads; none of them is meant for this gateway. */
const FOREIGN = {
  OPENAI_API_KEY: 'foreign-key',
  OPENAI_ADMIN_KEY: 'foreign-admin-key',
  OPENAI_ORG_ID: 'foreign-org',
  OPENAI_PROJECT_ID: 'foreign-project',
  OPENAI_WEBHOOK_SECRET: 'foreign-secret',
  OPENAI_BASE_URL: 'https://foreign.example/v1',
  OPENAI_CUSTOM_HEADERS: [
    'x-custom: foreign-custom',
    'authorization: Bearer foreign-bearer',
    'x-api-key: foreign-anthropic',
    'x-goog-api-key: foreign-google',
    'anthropic-version: foreign-version',
    'user-agent: foreign-agent',
    'cookie: foreign-cookie',
  ].join('\n'),
  ANTHROPIC_API_KEY: 'foreign-anthropic-key',
  ANTHROPIC_AUTH_TOKEN: 'foreign-token',
  ANTHROPIC_CUSTOM_HEADERS: 'x-custom: foreign-custom',
};

afterEach(() => {
  vi.unstubAllEnvs();
});

test.for(PROTOCOL_NAMES)(
  'a %s request carries the key in one header, and nothing that nobody asked for',
  async (protocol) => {
    await using upstream = await startUpstream((response) => answerWhole(response, protocol));

    expect(await askServer(upstream.url, { protocol })).toMatchObject({ text: 'Ok.', error: undefined });

    const [request] = upstream.requests;
    expect(request).toMatchObject({ method: 'POST', path: PATHS[protocol] });
    const headers = Object.entries(request?.headers ?? {}).filter(([name]) => !OF_NODE.has(name));
    expect(Object.fromEntries(headers)).toEqual({
      ...KEY_HEADERS[protocol],
      accept: expect.stringMatching(/json|event-stream|\*\/\*/),
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^runapi-deepseek\/\d/),
    });
  },
);

test.for(PROTOCOL_NAMES)(
  'nothing that is in the environment for other services goes along with %s',
  async (protocol) => {
    for (const [name, value] of Object.entries(FOREIGN)) vi.stubEnv(name, value);
    await using upstream = await startUpstream((response) => answerWhole(response, protocol));

    expect(await askServer(upstream.url, { protocol })).toMatchObject({ error: undefined });

    const [request] = upstream.requests;
    expect(request?.headers).toMatchObject(KEY_HEADERS[protocol]);
    expect(JSON.stringify(request)).not.toContain('foreign');
  },
);

test('the model list is asked for with the same care', async () => {
  for (const [name, value] of Object.entries(FOREIGN)) vi.stubEnv(name, value);
  await using upstream = await startUpstream((response) => answerJson(response, 200, { data: [] }));
  const connection = connectionTo(upstream.url);

  await listModels(sendOptions(createGateway(connection), { connection }));

  expect(upstream.requests).toMatchObject([
    { method: 'GET', path: '/v1/models', body: '', headers: { authorization: `Bearer ${KEY}` } },
  ]);
  expect(JSON.stringify(upstream.requests)).not.toContain('foreign');
  expect(
    Object.keys(upstream.requests[0]?.headers ?? {}).filter((name) => /stainless|^openai-/.test(name)),
  ).toEqual([]);
});

test('a root below a path keeps its path', async () => {
  await using upstream = await startUpstream((response) => answerWhole(response));

  await askServer(`${upstream.url}/llm`);

  expect(upstream.requests[0]?.path).toBe('/llm/v1/chat/completions');
});

test('two calls in a row use one connection', async () => {
  const ports = new Set<number | undefined>();
  await using upstream = await startUpstream((response, _number, request) => {
    ports.add(request.socket.remotePort);
    answerWhole(response);
  });

  const gateway = createGateway(connectionTo(upstream.url));
  for (const _ of [1, 2, 3]) {
    expect(await askServer(upstream.url, {}, { gateway })).toMatchObject({ error: undefined });
    // The end of the stream is read after the answer was given.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  expect(ports.size).toBe(1);
});
