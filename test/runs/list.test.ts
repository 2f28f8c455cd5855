import { copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, runsFolder, say, start, WRITTEN_MS } from '../support/run-samples.ts';

const DAMAGED = 'r_AAAAAAAAAAAAAAAAAAAAAA';
const OTHER = 'r_BBBBBBBBBBBBBBBBBBBBBB';

test('runs are listed with their state, the newest first', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const ended = await store.create(start('First. '.repeat(5000)));
  say(ended, 'four');
  await ended.end(end({ status: 'incomplete' }));
  await sleep(10);
  const running = await store.create(start('Second.'));
  say(running, 'sixsix');
  await sleep(WRITTEN_MS);

  const model = 'deepseek-v4-pro';
  const startedAt = expect.stringMatching(/^\d{4}-/) as string;
  const bytes = expect.any(Number) as number;
  expect(await store.list()).toEqual([
    {
      id: running.id,
      title: 'Second.',
      model,
      state: 'running',
      status: null,
      characters: 6,
      startedAt,
      project: [],
      bytes,
    },
    {
      id: ended.id,
      title: 'First. '.repeat(5000).slice(0, 80),
      model,
      state: 'ended',
      status: 'incomplete',
      characters: 4,
      startedAt,
      project: [],
      bytes,
    },
  ]);
  await running.end(end());
});

test('a list tells the same of each run as reading it whole', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  // A last record that is longer than what a list reads of the end.
  const files = Array.from({ length: 500 }, (_, place) => ({
    path: `src/${place}.ts`,
    bytes: 1,
    sha256: 'ab'.repeat(32),
  }));
  const long = await store.create(start());
  say(long, 'x'.repeat(300_000));
  await long.end(end({ files }));
  const resumed = await store.create(start());
  say(resumed, 'one');
  await resumed.end(end());
  const { writer } = await store.resume(resumed.id);
  say(writer, ' two');
  await writer.end(end({ status: 'failed' }));
  const short = await store.create({ ...start(), request: { ...start().request, messages: [] } });
  await short.end(end());

  const list = await store.list();
  expect(list).toHaveLength(3);
  for (const { id, characters, status, state, bytes } of list) {
    const snapshot = await store.read(id);
    expect({ characters, status, state, bytes }).toEqual({
      characters: snapshot.answer.text.length,
      status: snapshot.end?.receipt.status,
      state: snapshot.state,
      bytes: snapshot.bytes,
    });
  }
});

test('of a run that has ended, a list reads only the first line and the last', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  say(writer, 'x'.repeat(100_000));
  await writer.end(end());
  const file = path.join(runsFolder(folder.path), `${writer.id}.jsonl`);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('xxxx', 'yyyy'));
  expect(await store.list()).toMatchObject([{ id: writer.id, characters: 100_000, status: 'complete' }]);
  // A log that is shorter or longer than its end says is read as a whole.
  await writeFile(file, text.replace('xxxx', 'xxx'));
  expect(await store.list()).toMatchObject([{ id: writer.id, state: 'damaged', status: null }]);
});

test('what is damaged is listed as such, and can be removed', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  await writer.end(end());
  const runs = runsFolder(folder.path);
  const contents = [
    '',
    '\n',
    '{',
    'null\n',
    '[]\n{"v":1}\n',
    '\u0000'.repeat(20_000),
    '{"v":1,"writer":"a","type":"start"}\n',
  ];
  for (const content of contents) {
    await writeFile(path.join(runs, `${DAMAGED}.jsonl`), content);
    const later = new Date(Date.now() + 5000);
    await utimes(path.join(runs, `${DAMAGED}.jsonl`), later, later);
    expect(await store.list()).toMatchObject([{ id: DAMAGED, state: 'damaged' }, { id: writer.id }]);
    await expect(store.read(DAMAGED)).rejects.toMatchObject({
      kind: 'input',
      what: expect.stringContaining('damaged'),
    });
    await expect(store.resume(DAMAGED)).rejects.toMatchObject({ kind: 'input' });
  }
  await store.remove(DAMAGED);
  await mkdir(path.join(runs, `${DAMAGED}.jsonl`));
  await writeFile(path.join(runs, 'notes.txt'), '');
  await expect(store.read(DAMAGED)).rejects.toMatchObject({ kind: 'input' });
  // What a file system that does not tell capitals from small letters finds under another id.
  await copyFile(path.join(runs, `${writer.id}.jsonl`), path.join(runs, `${OTHER}.jsonl`));
  await expect(store.read(OTHER)).rejects.toMatchObject({ kind: 'input' });
  expect(await store.list()).toMatchObject([{ id: writer.id }]);
});

test('of many runs the newest are listed, by the time of their files, and ids are completed', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const writer = await store.create(start());
    await writer.end(end());
    const at = new Date(Date.now() - (5 - count) * 60_000);
    await utimes(path.join(runsFolder(folder.path), `${writer.id}.jsonl`), at, at);
    ids.unshift(writer.id);
  }

  expect((await store.list({ limit: 2 })).map(({ id }) => id).toSorted()).toEqual(ids.slice(0, 2).toSorted());
  expect(await store.idsFrom('r_', 3)).toEqual(ids.slice(0, 3));
  expect(await store.idsFrom(ids[4]?.slice(0, 12) ?? '', 3)).toEqual([ids[4]]);
});

test('a removed run is gone with all its files; a running one is refused', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  await store.setDelivered(writer.id, 3);
  await expect(store.remove(writer.id)).rejects.toMatchObject({
    kind: 'input',
    what: expect.stringContaining('live'),
  });
  await writer.end(end());
  await store.remove(writer.id);

  expect(await readdir(runsFolder(folder.path))).toEqual([]);
  await expect(store.read(writer.id)).rejects.toMatchObject({ kind: 'input' });
});

test('of removing and resuming at once, only one succeeds', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  for (let round = 0; round < 20; round += 1) {
    const first = await store.create(start());
    await first.end(end());
    const [removed, resumed] = await Promise.allSettled([store.remove(first.id), store.resume(first.id)]);
    expect([removed.status, resumed.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    if (resumed.status === 'fulfilled') await resumed.value.writer.end(end());
  }
});
