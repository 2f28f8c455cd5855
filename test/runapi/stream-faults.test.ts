import { expect, test } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../src/config/config.ts';
import { JSON_TYPE, KEY, readAnswer, respond, sse } from '../support/upstream.ts';

const FIRST_PIECE = {
  'chat-completions': { choices: [{ delta: { content: 'a' } }] },
  messages: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
  gemini: { candidates: [{ content: { parts: [{ text: 'a' }] } }] },
};
const FINISH = {
  'chat-completions': { choices: [{ delta: {}, finish_reason: 'stop' }] },
  messages: { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  gemini: { candidates: [{ finishReason: 'STOP' }] },
};

const ERRORS = [
  { error: { message: 'overloaded today', type: 'overloaded_error' }, kind: 'server' },
  { error: { message: 'overloaded today', code: 503, status: 'UNAVAILABLE' }, kind: 'server' },
  { error: 'overloaded today', kind: 'server' },
  { error: { message: 'overloaded today', type: 'rate_limit_error' }, kind: 'rate-limit' },
  { error: { message: 'overloaded today', code: 429, status: 'RESOURCE_EXHAUSTED' }, kind: 'rate-limit' },
  { error: { message: 'overloaded today', type: 'authentication_error' }, kind: 'authentication' },
  { error: { message: 'overloaded today', type: 'invalid_request_error' }, kind: 'invalid-request' },
  { error: { message: 'overloaded today: Insufficient Balance' }, kind: 'credits' },
] as const;

const IN_STREAM = PROTOCOL_NAMES.flatMap((protocol) => ERRORS.map((error) => ({ protocol, ...error })));

test.for(IN_STREAM)(
  '$error in the middle of a $protocol stream is a $kind error that quotes it and keeps the text',
  async ({ protocol, error, kind }) => {
    const outcome = await readAnswer(respond([sse(FIRST_PIECE[protocol], { type: 'error', error })]), {
      protocol,
    });

    expect(outcome.text).toBe('a');
    expect(outcome.error?.kind).toBe(kind);
    expect(outcome.error?.message).toContain('overloaded today');
  },
);

test.for(IN_STREAM)(
  '$error as the whole 200 body of $protocol is a $kind error',
  async ({ protocol, error, kind }) => {
    const response = respond([JSON.stringify({ error })], { contentType: JSON_TYPE });

    const outcome = await readAnswer(response, { protocol });

    expect(outcome.error?.kind).toBe(kind);
    expect(outcome.error?.message).toContain('overloaded today');
  },
);

test('an event named error counts by its data', async () => {
  const event = `event: error\ndata: {"type":"error","error":{"type":"api_error","message":"broke"}}\n\n`;

  const outcome = await readAnswer(respond([event]), { protocol: 'messages' });

  expect(outcome.error).toMatchObject({ kind: 'server' });
  expect(outcome.error?.message).toContain('broke');
});

test.for(PROTOCOL_NAMES)(
  'an error object between the finish reason and the end of a %s stream is not ignored',
  async (protocol) => {
    const items = [
      FIRST_PIECE[protocol],
      FINISH[protocol],
      { error: { message: 'broke', type: 'api_error' } },
    ];

    const outcome = await readAnswer(respond([sse(...items)]), { protocol });

    expect(outcome).toMatchObject({ text: 'a', error: { kind: 'server' } });
  },
);

test.for<{ protocol: ProtocolName }>(PROTOCOL_NAMES.map((protocol) => ({ protocol })))(
  'garbage in a $protocol stream is malformed, shown in part, and keeps the text',
  async ({ protocol }) => {
    const garbage = `{"oops": "${KEY} ${'x'.repeat(500)}`;

    const outcome = await readAnswer(respond([sse(FIRST_PIECE[protocol], garbage)]), { protocol });

    expect(outcome).toMatchObject({ text: 'a', error: { kind: 'malformed' } });
    expect(outcome.error?.message).toContain('oops');
    expect(outcome.error?.message).not.toContain(KEY);
    expect(outcome.error?.what.length).toBeLessThan(250);
  },
);

test.for([
  ['text/html; charset=utf-8', '<html>Please log in</html>', 'text/html'],
  ['text/plain', 'ok', 'text/plain'],
  ['application/octet-stream', '\u0001\u0002\u0003', 'application/octet-stream'],
] as const)('a 200 with %s is no completion', async ([contentType, body, says]) => {
  const { error, events } = await readAnswer(respond([body], { contentType }));

  expect(error).toMatchObject({ kind: 'malformed' });
  expect(error?.message).toContain(says);
  expect(events).toEqual([]);
});
