import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { age, idsIn, writeRun } from '../support/old-runs.ts';
import { end, openStore, runsFolder, start } from '../support/run-samples.ts';

test('runs that are older than a week are removed with all their files, and live ones are not', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const live = await store.create(start());
  await age(folder.path, live.id, 30);
  const old = await writeRun(store, folder.path, 7.1);
  const young = await writeRun(store, folder.path, 6.9);
  await store.prune();

  expect(await idsIn(store)).toEqual([live.id, young].toSorted());
  const names = await readdir(runsFolder(folder.path));
  expect(names.filter((name) => name.startsWith(old))).toEqual([]);
  await live.end(end());
});

test('what a process left that died while it created a run is removed after an hour', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const runs = runsFolder(folder.path);
  await writeRun(store, folder.path, 0);
  const id = 'r_AAAAAAAAAAAAAAAAAAAAAA';
  const strays = [`${id}.0123456789ab.owner`, `${id}.delivered`, '.0123456789abcdef01.tmp'];
  for (const name of strays) await writeFile(path.join(runs, name), '{}');
  const before = await readdir(runs);
  await store.prune();
  expect(await readdir(runs)).toEqual(before);
  const longAgo = new Date(Date.now() - 2 * 3600 * 1000);
  for (const name of strays) await utimes(path.join(runs, name), longAgo, longAgo);
  await store.prune();
  expect(await readdir(runs)).toEqual(before.filter((name) => !strays.includes(name)));
});
