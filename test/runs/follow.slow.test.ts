import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, say, start, WRITTEN_MS } from '../support/run-samples.ts';

const signal = new AbortController().signal;
const LONG_MS = 20_000;

test('following waits for more than what the caller has, and no longer', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  say(writer, 'four');
  await sleep(WRITTEN_MS);
  const options = { signal, waitMs: LONG_MS, untilEnd: false };
  expect(await store.follow(writer.id, { ...options, characters: 3 })).toMatchObject({
    answer: { text: 'four' },
  });

  const following = store.follow(writer.id, { ...options, characters: 4 });
  await sleep(WRITTEN_MS);
  say(writer, ' five');
  expect(await following).toMatchObject({ state: 'running', answer: { text: 'four five' } });
  await writer.end(end());
  expect(await store.follow(writer.id, { ...options, characters: 1000 })).toMatchObject({ state: 'ended' });
});

test('watching ends at the timeout, at the signal, and when the writer closes', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  const options = { signal, waitMs: LONG_MS, untilEnd: true, characters: 0 };
  const startedAt = performance.now();
  expect(await store.follow(writer.id, { ...options, waitMs: 150 })).toMatchObject({ state: 'running' });
  expect(performance.now() - startedAt).toBeGreaterThan(140);
  expect(await store.follow(writer.id, { ...options, waitMs: 0 })).toMatchObject({ state: 'running' });

  const controller = new AbortController();
  const aborted = store.follow(writer.id, { ...options, signal: controller.signal });
  controller.abort();
  expect(await aborted).toMatchObject({ state: 'running' });
  expect(await store.follow(writer.id, { ...options, signal: controller.signal })).toMatchObject({
    state: 'running',
  });

  const following = store.follow(writer.id, options);
  say(writer, 'text is not the end');
  await sleep(WRITTEN_MS);
  await writer.end(end());
  expect(await following).toMatchObject({ state: 'ended', answer: { text: 'text is not the end' } });
  expect(performance.now() - startedAt).toBeLessThan(LONG_MS / 2);
});

test('a cancel fires once, soon, and not for the writer that comes after', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  let fired = 0;
  writer.cancelRequested.addEventListener('abort', () => (fired += 1));
  await Promise.all([store.requestCancel(writer.id), store.requestCancel(writer.id)]);
  await expect.poll(() => fired).toBe(1);
  await store.requestCancel(writer.id);
  await writer.end(end());
  await store.requestCancel(writer.id);

  const { writer: next } = await store.resume(writer.id);
  await sleep(400);
  expect(fired).toBe(1);
  expect(next.cancelRequested.aborted).toBe(false);
  await next.end(end());
});
