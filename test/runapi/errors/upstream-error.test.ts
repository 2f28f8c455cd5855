import { expect, test } from 'vitest';
import { DelegateError, EXIT_CODES, type ErrorKind } from '../../../src/errors.ts';
import type { Fault } from '../../../src/runapi/errors/fault.ts';
import { toDelegateError, type FaultContext } from '../../../src/runapi/errors/upstream-error.ts';

const KEY = 'a.very+odd(key)$&-0123456789';

const CONTEXT: FaultContext = {
  apiKey: KEY,
  keySource: 'OPENAI_API_KEY',
  rootUrl: 'https://gateway.example',
  unverifiedFields: [],
};

function statusFault(status: number, body: unknown = {}, retryAfterMs?: number): Fault {
  return { type: 'status', status, body, retryAfterMs, requestId: 'req_1' };
}

test.for<[number, ErrorKind, number, boolean]>([
  [400, 'invalid-request', 4, false],
  [401, 'authentication', 2, false],
  [402, 'credits', 3, false],
  [403, 'authentication', 2, false],
  [404, 'invalid-request', 4, false],
  [408, 'server', 1, true],
  [409, 'invalid-request', 4, false],
  [413, 'context-too-long', 4, false],
  [415, 'invalid-request', 4, false],
  [422, 'invalid-request', 4, false],
  [429, 'rate-limit', 6, true],
  [500, 'server', 1, true],
  [502, 'server', 1, true],
  [503, 'server', 1, true],
  [504, 'server', 1, true],
  [529, 'server', 1, true],
])(
  'HTTP %i is a %s error with exit code %i; worth another try: %s',
  ([status, kind, exitCode, retryable]) => {
    const error = toDelegateError(statusFault(status), CONTEXT);

    expect(error).toMatchObject({ kind, retryable, requestId: 'req_1' });
    expect(error.what).toContain(`HTTP ${status}`);
    expect(EXIT_CODES[error.kind]).toBe(exitCode);
  },
);

test.for<[string, unknown, ErrorKind]>([
  [
    'the status counts, not the code that DeepSeek gives everything',
    { error: { message: 'no', code: 'invalid_request_error' } },
    'rate-limit',
  ],
  [
    'words about the balance count more than the status',
    { error: { message: 'Insufficient Balance' } },
    'credits',
  ],
  ['a code about the quota, too', { error: { message: 'no', code: 'insufficient_quota' } }, 'credits'],
])('for a 429 %s', ([, body, kind]) => {
  expect(toDelegateError(statusFault(429, body), CONTEXT)).toMatchObject({
    kind,
    retryable: kind === 'rate-limit',
  });
});

test.for([
  "This model's maximum context length is 1048576 tokens.",
  'The context window was exceeded',
  'prompt is too long: 2000000 tokens > 1048576',
  'too many input tokens',
])('a 400 that says "%s" is about the length of the request', (message) => {
  expect(toDelegateError(statusFault(400, { error: { message } }), CONTEXT)).toMatchObject({
    kind: 'context-too-long',
  });
});

test.for<[Fault, ErrorKind, number, string]>([
  [
    { type: 'redirect', status: 307, location: 'https://other.example/path?secret=1' },
    'transport',
    1,
    '(307) to https://other.example;',
  ],
  [{ type: 'redirect', status: 301, location: '/path' }, 'transport', 1, 'https://gateway.example'],
  [{ type: 'content-type', contentType: 'text/html' }, 'malformed', 1, 'text/html'],
  [{ type: 'content-type', contentType: '' }, 'malformed', 1, 'no content type'],
  [
    { type: 'malformed', problem: 'the problem', sample: 'the sample' },
    'malformed',
    1,
    'the problem ("the sample")',
  ],
  [{ type: 'connection', code: 'ENOTFOUND' }, 'transport', 1, 'https://gateway.example (ENOTFOUND)'],
  [{ type: 'lost', code: 'ECONNRESET' }, 'transport', 1, '(ECONNRESET)'],
  [{ type: 'closed', finished: false }, 'stream-closed', 1, 'before the answer did'],
  [{ type: 'closed', finished: true }, 'stream-closed', 1, 'end marker'],
  [{ type: 'empty', finishReason: 'stop' }, 'empty', 1, '(stop)'],
  [{ type: 'stalled', idleMs: 120_000 }, 'stalled', 5, '120 s'],
  [{ type: 'timeout', timeoutMs: 1_800_000 }, 'timeout', 5, '1800 s'],
  [{ type: 'aborted' }, 'aborted', 130, 'cancelled'],
  [{ type: 'in-stream', body: { error: { message: 'the words' } } }, 'server', 1, '"the words"'],
])('%o is a %s error with exit code %i that says %s', ([fault, kind, exitCode, says]) => {
  const error = toDelegateError(fault, CONTEXT);

  expect(error).toBeInstanceOf(DelegateError);
  expect(error.kind).toBe(kind);
  expect(EXIT_CODES[error.kind]).toBe(exitCode);
  expect(error.message).toContain(says);
  expect(error.message).toBe(`${error.what} ${error.next}`);
  expect(error.next).toMatch(/\.$/);
  expect(error.message).not.toContain('secret=1');
});

const again = (fault: Fault) => toDelegateError(fault, CONTEXT).retryable;

test('only a connection that never came about, and what upstream calls passing, is worth another try', () => {
  expect(again({ type: 'connection', code: undefined })).toBe(true);
  expect(again({ type: 'lost', code: 'ECONNRESET' })).toBe(false);
  expect(again({ type: 'closed', finished: false })).toBe(false);
  expect(again({ type: 'redirect', status: 302, location: undefined })).toBe(false);
});

test.for<[number, string]>([
  [500, '1 s'],
  [20_000, '20 s'],
  [119_000, '119 s'],
  [120_000, '2 minutes (120 s)'],
  [5_400_000, '1.5 hours (5400 s)'],
  [3_600_000, '1 hour (3600 s)'],
  [86_400_000, '24 hours (86400 s)'],
])('a wait of %i ms is reported as %s', ([milliseconds, says]) => {
  expect(toDelegateError(statusFault(429, {}, milliseconds), CONTEXT).what).toContain(
    `asks to wait ${says})`,
  );
});

test('the error for a refused key names where it was read from', () => {
  expect(toDelegateError(statusFault(401), CONTEXT).next).toContain('OPENAI_API_KEY');
});

test.for([400, 404, 422])('a %i names the fields that RunAPI has not verified', (status) => {
  const { next } = toDelegateError(statusFault(status), {
    ...CONTEXT,
    unverifiedFields: ['thinking', 'stop'],
  });

  expect(next).toContain('thinking, stop');
  expect(next).toContain('call again without it');
});

test.for([401, 402, 429, 500])('a %i has nothing to do with unverified fields', (status) => {
  const { message } = toDelegateError(statusFault(status), { ...CONTEXT, unverifiedFields: ['thinking'] });

  expect(message).not.toContain('thinking');
});

const LEAKING = `the key is ${KEY}. `.repeat(100);

test.for<Fault>([
  statusFault(400, { error: { message: LEAKING } }),
  statusFault(500, { errors: { field: [LEAKING] } }),
  { type: 'in-stream', body: { error: LEAKING } },
  { type: 'content-type', contentType: LEAKING },
  { type: 'malformed', problem: 'p', sample: LEAKING },
  { type: 'empty', finishReason: LEAKING },
])('a fault of type $type quotes at most 200 characters, and never the key', (fault) => {
  const { message, what } = toDelegateError(fault, CONTEXT);

  expect(message).not.toContain(KEY);
  expect(message).not.toContain('0123456789');
  expect(what).toContain('[redacted]');
  expect(what.length).toBeLessThan(200 + 100);
});
