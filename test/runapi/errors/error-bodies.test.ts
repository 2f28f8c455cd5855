import { expect, test } from 'vitest';
import { answerJson, askServer, capture, KEY, startUpstream } from '../../support/upstream.ts';

interface CapturedError {
  id: string;
  status: number;
  body: { error: { message: string } };
}

const CAPTURED = JSON.parse(new TextDecoder().decode(capture('errors.json'))) as CapturedError[];

test.for(CAPTURED)(
  'the captured error "$id" ($status) is reported in its own words',
  async ({ status, body }) => {
    await using upstream = await startUpstream((response) => answerJson(response, status, body));

    const { error } = await askServer(upstream.url);

    expect(error).toMatchObject({ kind: status === 401 ? 'authentication' : 'invalid-request' });
    const words = body.error.message.replace('****alid', '[redacted]').slice(0, 150);
    expect(error?.message).toContain(words);
    expect(error?.message).not.toContain('alid is');
  },
);

/** Whatever shape the body has, its words reach the caller. */
test.for<{ body: unknown; says: string }>([
  { body: { error: { message: 'the words' } }, says: 'the words' },
  { body: { error: { code: 'validation', message: 'the words' } }, says: 'the words' },
  {
    body: { type: 'error', error: { type: 'invalid_request_error', message: 'the words' } },
    says: 'the words',
  },
  { body: [{ error: { code: 400, status: 'INVALID_ARGUMENT', message: 'the words' } }], says: 'the words' },
  { body: { error: 'the words' }, says: 'the words' },
  {
    body: {
      error: 'Validation failed',
      errors: { prompt: ['is too odd', 'is too old'], model: ['is unknown'] },
    },
    says: 'Validation failed: prompt is too odd, is too old; model is unknown',
  },
  { body: { message: 'the words' }, says: 'the words' },
  { body: { detail: 'the words' }, says: 'the words' },
  { body: { msg: 'the words' }, says: 'the words' },
  { body: { Message: 'the words', __type: 'ValidationException' }, says: 'the words' },
  {
    body: { fault: { faultstring: 'the words', detail: { errorcode: 'x' } } },
    says: 'the words: errorcode x',
  },
  { body: { error: { error: { message: 'the words' } } }, says: 'the words' },
  { body: { data: { error: { message: 'the words' } } }, says: 'the words' },
  { body: { detail: { message: 'the words', code: 1 } }, says: 'the words' },
  { body: { errorMessage: 'the words' }, says: 'the words' },
  { body: { error: 'invalid_request', error_description: 'the words' }, says: 'the words' },
  { body: { error: { details: 'the words' } }, says: 'the words' },
])('the words of $body reach the caller', async ({ body, says }) => {
  await using upstream = await startUpstream((response) => answerJson(response, 422, body));

  const { error } = await askServer(upstream.url);

  expect(error).toMatchObject({ kind: 'invalid-request' });
  expect(error?.what).toContain(`"${says}"`);
});

test.for([
  ['an HTML page', 'text/html', '<html><body>Bad gateway</body></html>'],
  ['nothing', 'text/plain', ''],
  ['broken JSON', 'application/json', '{"error":'],
  ['null', 'application/json', 'null'],
  ['a number', 'application/json', '7'],
] as const)('an error with %s as its body is reported by its status', async ([, contentType, body]) => {
  await using upstream = await startUpstream((response) =>
    response.writeHead(404, { 'content-type': contentType }).end(body),
  );

  const { error } = await askServer(upstream.url);

  expect(error).toMatchObject({ kind: 'invalid-request' });
  expect(error?.message).toContain('HTTP 404');
  expect(error?.message).not.toContain('<');
});

test('the id of a refused request is kept', async () => {
  await using upstream = await startUpstream((response) =>
    answerJson(response, 400, {}, { 'x-request-id': 'req_1' }),
  );

  expect((await askServer(upstream.url)).error?.requestId).toBe('req_1');
});

test('a key that upstream repeats is not shown, not even through the cause in the message', async () => {
  const body = { error: { message: `Bad key ${KEY}, sent as Bearer ${KEY}` } };
  await using upstream = await startUpstream((response) => answerJson(response, 401, body));

  const { error } = await askServer(upstream.url);

  expect(error?.message).toContain('Bad key [redacted]');
  expect(error?.message).not.toContain(KEY);
  expect(error?.message).toContain('RUNAPI_API_KEY');
});

test('a refusal names what of the request RunAPI has not verified', async () => {
  await using upstream = await startUpstream((response) => answerJson(response, 400, { error: 'no' }));

  const { error } = await askServer(upstream.url, { thinking: 'enabled', reasoning_effort: 'low' });

  expect(error?.next).toContain('thinking, reasoning_effort');
});

test('a refusal of a plain request points at what the message names', async () => {
  await using upstream = await startUpstream((response) => answerJson(response, 400, { error: 'no' }));

  const { error } = await askServer(upstream.url);

  expect(error?.next).toContain('list_models');
  expect(error?.next).not.toContain('verified');
});
