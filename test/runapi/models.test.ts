import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { DelegateError } from '../../src/errors.ts';
import { createGateway } from '../../src/runapi/client.ts';
import { listModels, type Model } from '../../src/runapi/models.ts';
import type { SendOptions } from '../../src/runapi/send.ts';
import { answerJson, connectionTo, KEY, sendOptions, startUpstream } from '../support/upstream.ts';

async function listFrom(
  answer: (response: ServerResponse, number: number) => unknown,
  given: Partial<SendOptions> = {},
): Promise<{ models?: Model[]; error?: DelegateError; count: number }> {
  await using upstream = await startUpstream(answer);
  const connection = connectionTo(upstream.url);
  try {
    const models = await listModels(sendOptions(createGateway(connection), { connection, ...given }));
    return { models, count: upstream.requests.length };
  } catch (error) {
    if (!(error instanceof DelegateError)) throw error;
    return { error, count: upstream.requests.length };
  }
}

test('a list in the shape of OpenAI is read, in its order', async () => {
  const { models } = await listFrom((response) =>
    answerJson(response, 200, {
      object: 'list',
      data: [
        { id: 'deepseek-v4-pro', object: 'model', owned_by: 'deepseek' },
        { id: 'a-first', object: 'model', created: 1 },
      ],
    }),
  );

  expect(models).toEqual([
    { id: 'deepseek-v4-pro', ownedBy: 'deepseek' },
    { id: 'a-first', ownedBy: undefined },
  ]);
});

test('a list in the shape of Anthropic is read', async () => {
  const { models } = await listFrom((response) =>
    answerJson(response, 200, {
      data: [
        {
          type: 'model',
          id: 'deepseek-v4-flash',
          display_name: 'DeepSeek',
          created_at: '2026-01-01T00:00:00Z',
        },
      ],
      has_more: false,
      first_id: 'deepseek-v4-flash',
      last_id: 'deepseek-v4-flash',
    }),
  );

  expect(models).toEqual([{ id: 'deepseek-v4-flash', ownedBy: undefined }]);
});

test.for<[string, unknown]>([
  ['a bare array', [{ id: 'a', organization: 'me' }, { id: 'b' }]],
  ['a list under "models"', { models: [{ id: 'a', owned_by: 'me' }, { id: 'b' }] }],
  [
    'names, as Google gives them',
    { models: [{ name: 'models/a', organization: 'me' }, { name: 'models/b' }] },
  ],
  ['an envelope', { code: 0, data: { data: [{ id: 'a', owned_by: 'me' }, { id: 'b' }] } }],
  ['under "items"', { items: [{ id: 'a', owned_by: 'me' }, { id: 'b' }] }],
  ['beside an empty one', { data: [], models: [{ id: 'a', owned_by: 'me' }, { id: 'b' }] }],
  ['an object by ids', { models: { a: { owned_by: 'me' }, b: { created: 1 } } }],
  ['of "model_name", as LiteLLM has it', { data: [{ model_name: 'a', owned_by: 'me' }, { model_id: 'b' }] }],
  ['with a blank id', { data: [{ id: ' ' }, { id: 'a', owned_by: 'me' }, { id: 'b' }, ' '] }],
  [
    'entries that cannot be read between others',
    { data: [{ id: 'a', owned_by: 'me' }, null, { id: {} }, 'b'] },
  ],
  ['a model twice', { data: [{ id: 'a', owned_by: 'me' }, { id: 'b' }, { id: 'a', owned_by: 'me' }] }],
])('a list that is %s is read', async ([, body]) => {
  const { models } = await listFrom((response) => answerJson(response, 200, body));

  expect(models).toEqual([
    { id: 'a', ownedBy: 'me' },
    { id: 'b', ownedBy: undefined },
  ]);
});

test.for([[], { data: [] }])('an empty list (%j) is no error', async (body) => {
  expect((await listFrom((response) => answerJson(response, 200, body))).models).toEqual([]);
});

test.for([
  '',
  '{',
  'null',
  '{}',
  '{"data":{}}',
  '{"data":[{"title":"x"}]}',
  '{"models":[null]}',
  '{"data":[{"id":7}]}',
  '<html>no</html>',
  `{"key":"${KEY}"}`,
])('a 200 with %s is malformed, whatever its content type says, and never shows the key', async (body) => {
  for (const contentType of ['application/json', 'text/html']) {
    const { error, count } = await listFrom((response) =>
      response.writeHead(200, { 'content-type': contentType }).end(body),
    );
    expect(error).toMatchObject({ kind: 'malformed' });
    expect(error?.message).not.toContain(KEY);
    expect(count).toBe(1);
  }
});

test('a 200 with an error object tells its words', async () => {
  const { error } = await listFrom((response) =>
    answerJson(response, 200, { error: { message: 'the words' } }),
  );

  expect(error?.message).toContain('the words');
});

test.for([
  [401, 'authentication', 1],
  [402, 'credits', 1],
  [404, 'invalid-request', 1],
  [429, 'rate-limit', 3],
  [503, 'server', 3],
] as const)(
  'a %i is a %s error, after %i attempts, with the words of its body',
  async ([status, kind, attempts]) => {
    const { error, count } = await listFrom((response) =>
      answerJson(response, status, { error: { message: 'the words' } }, { 'retry-after': '0' }),
    );

    expect(error).toMatchObject({ kind });
    expect(error?.message).toContain('the words');
    expect(count).toBe(attempts);
  },
);

test('a list that comes on the second attempt is taken', async () => {
  const { models } = await listFrom((response, number) =>
    number === 1
      ? answerJson(response, 500, {}, { 'retry-after': '0' })
      : answerJson(response, 200, { data: [{ id: 'm' }] }),
  );

  expect(models).toEqual([{ id: 'm', ownedBy: undefined }]);
});

test('a list that breaks off in the middle is a lost connection', async () => {
  const { error } = await listFrom((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"data":[', () => response.destroy());
  });

  expect(error).toMatchObject({ kind: 'transport' });
});

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":[');
}

test('a list that never ends is a stall, and a cancelled one is cancelled', async () => {
  const controller = new AbortController();

  expect((await listFrom(begin, { idleTimeoutMs: 200 })).error).toMatchObject({ kind: 'stalled' });
  const cancelled = listFrom(
    (response) => {
      begin(response);
      controller.abort();
    },
    { signal: controller.signal },
  );
  expect((await cancelled).error).toMatchObject({ kind: 'aborted' });
});

test('an error beside an empty list is an error', async () => {
  const body = { error: { message: 'the key may use no model' }, data: [] };

  const { error } = await listFrom((response) => answerJson(response, 200, body));

  expect(error?.message).toContain('the key may use no model');
});
