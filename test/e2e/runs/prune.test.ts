import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunWriter } from '../../../src/runs/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startChild } from '../../support/child.ts';
import { age, idsIn, writeRun } from '../../support/old-runs.ts';
import { end, openStore, start } from '../../support/run-samples.ts';

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
