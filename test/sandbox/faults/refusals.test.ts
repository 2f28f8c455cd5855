import { expect, test } from 'vitest';
import { json, KEY } from '../../support/sandbox-client.ts';
import { EACH, play } from './play.ts';

const REFUSALS = [
  {
    fault: '401',
    status: 401,
    message: `Authentication Fails, Your api key: ****${KEY.slice(-4)} is invalid`,
  },
  { fault: '402', status: 402, message: 'Insufficient Balance' },
  { fault: '422', status: 422, message: /temperature/ },
  { fault: '429', status: 429, message: 'Rate Limit Reached', retryAfter: '1' },
  { fault: '429-absurd', status: 429, message: 'Rate Limit Reached', retryAfter: '3600' },
  { fault: '500', status: 500, message: /Internal error/ },
  { fault: '503', status: 503, message: 'No active channel available' },
  { fault: 'context-too-long', status: 400, message: /maximum context length is 1048576 tokens/ },
  { fault: 'outside-subset', status: 400, message: /outside of the verified subset/ },
] as const;
const EACH_REFUSAL = REFUSALS.flatMap((refusal) => EACH.map((one) => ({ ...refusal, ...one })));

test.for(EACH_REFUSAL)(
  '$fault over $wire, $way, is its status and its words, and nothing else',
  async (row) => {
    const { raw, exchange } = await play(row.fault, row.wire, row.way);

    expect(raw).toMatchObject({ status: row.status, ended: 'cleanly' });
    expect(raw.headers['content-type']).toBe('application/json');
    expect(raw.headers['retry-after']).toBe('retryAfter' in row ? row.retryAfter : undefined);
    const { error, ...rest } = json(raw) as { error: { message: string } };
    expect(error.message).toMatch(row.message);
    expect(rest).toEqual({});
    expect(Object.keys(error).toSorted()).toEqual(
      row.wire === 'gemini' ? ['code', 'message', 'status'] : ['code', 'message', 'param', 'type'],
    );
    expect(exchange).toMatchObject({ outcome: 'fault', status: row.status, deltasSent: 0, textSent: '' });
  },
);

test.for(['chat-completions', 'messages'] as const)(
  '%s types its refusals as DeepSeek does',
  async (wire) => {
    const types = await Promise.all(
      REFUSALS.map(async ({ fault }) => [
        fault,
        (json((await play(fault, wire)).raw)['error'] as { type: string }).type,
      ]),
    );

    expect(Object.fromEntries(types)).toEqual({
      401: 'authentication_error',
      402: 'unknown_error',
      422: 'invalid_request_error',
      429: 'unknown_error',
      '429-absurd': 'unknown_error',
      500: 'server_error',
      503: 'server_error',
      'context-too-long': 'invalid_request_error',
      'outside-subset': 'request_conflict',
    });
  },
);

test.for(EACH)(
  'redirect over $wire, $way, points to another origin and says nothing else',
  async ({ wire, way }) => {
    const { raw, exchange } = await play('redirect', wire, way);

    expect(raw).toMatchObject({ status: 307, ended: 'cleanly' });
    expect(raw.body).toHaveLength(0);
    const target = new URL(String(raw.headers.location));
    expect(target.hostname).toBe('127.0.0.1');
    expect(target.port).not.toBe(String(exchange.headers.host).split(':')[1]);
    expect(exchange.outcome).toBe('fault');
  },
);

test.for(EACH)('html-in-200 over $wire, $way, is a web page', async ({ wire, way }) => {
  const { raw, exchange } = await play('html-in-200', wire, way);

  expect(raw).toMatchObject({ status: 200, ended: 'cleanly' });
  expect(raw.headers['content-type']).toBe('text/html');
  expect(raw.body.toString()).toMatch(/^<!doctype html>/);
  expect(exchange.outcome).toBe('fault');
});

test.for(EACH)(
  'error-in-200 over $wire, $way, is an error object with a good status',
  async ({ wire, way }) => {
    const { raw, exchange } = await play('error-in-200', wire, way);

    expect(raw).toMatchObject({ status: 200, ended: 'cleanly' });
    expect(raw.headers['content-type']).toBe('application/json');
    expect(json(raw)).toEqual({ error: expect.objectContaining({ message: 'Internal error' }) });
    expect(exchange.outcome).toBe('fault');
  },
);
