import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type RunSnapshot } from '../../../src/runs/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startChild } from '../../support/child.ts';
import { end, openStore } from '../../support/run-samples.ts';

const signal = new AbortController().signal;
const LONG_MS = 20_000;

test('another process sees the text grow, and the death of its writer', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await using child = startChild('write', folder.path);
  const id = await child.line();
  const seen: RunSnapshot[] = [];
  const following = store.follow(id, {
    signal,
    waitMs: LONG_MS,
    untilEnd: true,
    characters: 0,
    onGrowth: (snapshot) => seen.push(snapshot),
  });
  await expect.poll(() => seen.length).toBeGreaterThan(4);
  await child.killHard();
  const last = await following;

  expect(last.state).toBe('orphaned');
  const texts = [...seen.map(({ answer }) => answer.text), last.answer.text];
  for (const [place, text] of texts.entries()) expect(text.startsWith(texts[place - 1] ?? '')).toBe(true);
  expect(new Set(texts).size).toBeGreaterThan(4);
  expect(seen[0]?.state).toBe('running');
});

test('a cancel reaches the writer in another process, which ends the run', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await using child = startChild('write', folder.path);
  const id = await child.line();
  const following = store.follow(id, { signal, waitMs: LONG_MS, untilEnd: true, characters: 0 });
  await store.requestCancel(id);

  expect(await following).toMatchObject({ state: 'ended', end: { receipt: { status: 'incomplete' } } });
  await child.finish();
  expect(child.rest().at(-1)).toBe('stopped as asked');
});

test.skipIf(process.platform === 'win32')(
  'a cancel that nobody heard is not for the writer that comes after',
  async () => {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    await using child = startChild('write', folder.path);
    const id = await child.line();
    child.kill('SIGSTOP');
    await store.requestCancel(id);
    await child.killHard();

    const { writer } = await store.resume(id);
    await sleep(400);
    expect(writer.cancelRequested.aborted).toBe(false);
    await writer.end(end());
  },
);
