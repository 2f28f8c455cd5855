import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { ConnectionPhase } from '../../src/runapi/send.ts';
import { answerJson, answerWhole, askServer, startUpstream } from '../support/upstream.ts';

const AT_ONCE = { 'retry-after': '0' };

test.for([408, 429, 500, 502, 503, 504])('HTTP %i is tried three times in all', async (status) => {
  await using upstream = await startUpstream((response) => answerJson(response, status, {}, AT_ONCE));

  const { error } = await askServer(upstream.url);

  expect(upstream.requests).toHaveLength(3);
  expect(error).toMatchObject({ kind: status === 429 ? 'rate-limit' : 'server', retryable: true });
  expect(error?.message).toContain(`HTTP ${status}`);
});

test.for([400, 401, 402, 403, 404, 409, 413, 415, 422])('HTTP %i is tried once', async (status) => {
  await using upstream = await startUpstream((response) => answerJson(response, status, {}, AT_ONCE));

  const { error } = await askServer(upstream.url);

  expect(upstream.requests).toHaveLength(1);
  expect(error).toMatchObject({ retryable: false });
});

test('a 429 for want of credits is tried once', async () => {
  const body = { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } };
  await using upstream = await startUpstream((response) => answerJson(response, 429, body, AT_ONCE));

  expect((await askServer(upstream.url)).error).toMatchObject({ kind: 'credits', retryable: false });
  expect(upstream.requests).toHaveLength(1);
});

test('the second and the third attempt send the same as the first, and may succeed', async () => {
  await using upstream = await startUpstream((response, number) => {
    if (number < 3) answerJson(response, 503, {}, AT_ONCE);
    else answerWhole(response);
  });
  const phases: ConnectionPhase[] = [];

  const outcome = await askServer(
    upstream.url,
    { temperature: 0.1 },
    { onPhase: (phase) => phases.push(phase) },
  );

  expect(outcome).toMatchObject({ text: 'Ok.', error: undefined });
  expect(new Set(upstream.requests.map(({ body, path }) => body + path)).size).toBe(1);
  expect(phases).toMatchObject([
    { phase: 'connecting', attempt: 1 },
    { phase: 'waiting-to-retry', delayMs: 0, reason: { kind: 'server' } },
    { phase: 'connecting', attempt: 2 },
    { phase: 'waiting-to-retry', delayMs: 0 },
    { phase: 'connecting', attempt: 3 },
    { phase: 'connected' },
  ]);
});

test('a refused connection is tried three times, with growing waits', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  const phases: ConnectionPhase[] = [];

  const { error } = await askServer(
    `http://127.0.0.1:${port}`,
    {},
    { onPhase: (phase) => phases.push(phase) },
  );

  expect(error).toMatchObject({ kind: 'transport', retryable: true });
  expect(error?.message).toContain('ECONNREFUSED');
  expect(phases.filter(({ phase }) => phase === 'connecting')).toHaveLength(3);
  const [first, second] = phases.flatMap((phase) =>
    phase.phase === 'waiting-to-retry' ? [phase.delayMs] : [],
  );
  expect(first).toBeGreaterThanOrEqual(375);
  expect(first).toBeLessThanOrEqual(500);
  expect(second).toBeGreaterThanOrEqual(750);
  expect(second).toBeLessThanOrEqual(1000);
});

test('a connection that breaks before the headers is tried again', async () => {
  await using upstream = await startUpstream((response, number) => {
    if (number === 1) response.destroy();
    else answerWhole(response);
  });

  expect(await askServer(upstream.url)).toMatchObject({ text: 'Ok.', error: undefined });
  expect(upstream.requests).toHaveLength(2);
});
