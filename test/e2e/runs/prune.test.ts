import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type RunStore, type RunWriter } from '../../../src/runs/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startChild } from '../../support/child.ts';
import { end, openStore, runsFolder, say, start } from '../../support/run-samples.ts';

const DAY_MS = 24 * 3600 * 1000;

async function age(stateDir: string, id: string, days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS);
  await utimes(path.join(runsFolder(stateDir), `${id}.jsonl`), at, at);
}

/** A run of about 10 KB that was last written some days ago. */
async function writeRun(store: RunStore, stateDir: string, days: number): Promise<string> {
  const writer = await store.create(start());
  say(writer, 'x'.repeat(10_000));
  await writer.end(end());
  await store.setDelivered(writer.id, 5);
  await age(stateDir, writer.id, days);
  return writer.id;
}

async function idsIn(store: RunStore): Promise<string[]> {
  return (await store.list()).map(({ id }) => id).toSorted();
}

test('above the limit, the oldest ended runs go first, then orphans, and never a live one', async () => {
  await using folder = await temporaryFolder();
  const writing = openStore(folder.path);
  await using child = startChild('write', folder.path);
  const orphan = await child.line();
  await child.killHard();
  await age(folder.path, orphan, 6);
  const live: RunWriter = await writing.create(start('x'.repeat(1000)));
  const ids: string[] = [];
  for (const days of [5, 4, 3, 2, 1]) ids.push(await writeRun(writing, folder.path, days));
  await age(folder.path, live.id, 6);

  await openStore(folder.path, { maxBytes: 40_000 }).prune();
  expect(await idsIn(writing)).toEqual([orphan, live.id, ...ids.slice(-3)].toSorted());
  await openStore(folder.path, { maxBytes: 1 }).prune();
  expect(await idsIn(writing)).toEqual([live.id]);
  await live.end(end());
});

test('creating prunes now and then, and a folder that cannot be pruned does not matter', async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'file'), '');
  await expect(openStore(path.join(folder.path, 'none')).prune()).resolves.toBeUndefined();

  // Another process wrote the old run, so that this one has not pruned the folder yet.
  await using child = startChild('write', folder.path);
  const old = await child.line();
  await child.killHard();
  await age(folder.path, old, 8);
  const store = openStore(folder.path);
  const first = await store.create(start());
  await expect.poll(() => idsIn(store)).toEqual([first.id]);
  await first.end(end());
  await age(folder.path, first.id, 8);
  const second = await store.create(start());
  await second.end(end());
  expect(await idsIn(store)).toEqual([first.id, second.id].toSorted());
});
