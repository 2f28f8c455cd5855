import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/runapi/retry.ts';
import { answerJson, answerWhole, askServer, startUpstream } from '../support/upstream.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

test.for([
  ['0', 0],
  ['1', 1000],
  ['1.5', 1500],
  [' 2 ', 2000],
  ['3600', 3_600_000],
  ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', undefined],
  ['-1', undefined],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
] as const)('Retry-After %j is %j milliseconds', ([value, milliseconds]) => {
  expect(parseRetryAfter(value, NOW)).toBe(milliseconds);
});

test.concurrent('the wait that Retry-After asks for is kept, and is not taken for silence', async () => {
  await using upstream = await startUpstream((response, number) => {
    if (number === 1) answerJson(response, 429, {}, { 'retry-after': '1' });
    else answerWhole(response);
  });
  const begin = performance.now();

  const outcome = await askServer(upstream.url, {}, { idleTimeoutMs: 400 });

  expect(outcome.error).toBeUndefined();
  expect(performance.now() - begin).toBeGreaterThanOrEqual(990);
});

test.concurrent.for([
  ['3600', '1 hour'],
  ['21', '21 s'],
  ['900', '15 minutes'],
] as const)('Retry-After %s is too long to wait: an error at once, with the wait', async ([value, says]) => {
  await using upstream = await startUpstream((response) =>
    answerJson(response, 429, {}, { 'retry-after': value }),
  );

  const { error } = await askServer(upstream.url);

  expect(upstream.requests).toHaveLength(1);
  expect(error).toMatchObject({ kind: 'rate-limit', retryAfterMs: Number(value) * 1000 });
  expect(error?.message).toContain(says);
});

test.concurrent('Retry-After as a date far ahead is an error at once, too', async () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  await using upstream = await startUpstream((response) =>
    answerJson(response, 503, {}, { 'retry-after': inAnHour }),
  );

  const { error } = await askServer(upstream.url);

  expect(upstream.requests).toHaveLength(1);
  expect(error?.retryAfterMs).toBeGreaterThan(3_500_000);
  expect(error?.retryAfterMs).toBeLessThanOrEqual(3_600_000);
});

test.concurrent('a wait for the next attempt can be cancelled', async () => {
  const controller = new AbortController();
  await using upstream = await startUpstream((response) =>
    answerJson(response, 429, {}, { 'retry-after': '15' }),
  );
  const begin = performance.now();

  const { error } = await askServer(
    upstream.url,
    {},
    {
      signal: controller.signal,
      onPhase: ({ phase }) => void (phase === 'waiting-to-retry' && setTimeout(() => controller.abort(), 50)),
    },
  );

  expect(error).toMatchObject({ kind: 'aborted' });
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect(upstream.requests).toHaveLength(1);
});

test.concurrent('the deadline counts while a retry is waited for', async () => {
  await using upstream = await startUpstream((response) =>
    answerJson(response, 429, {}, { 'retry-after': '15' }),
  );
  const begin = performance.now();

  const { error } = await askServer(upstream.url, {}, { timeoutMs: 300 });

  expect(error).toMatchObject({ kind: 'timeout' });
  expect(performance.now() - begin).toBeLessThan(10_000);
});
