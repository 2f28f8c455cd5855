import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, say, start } from '../support/run-samples.ts';

test('a run belongs to its roots: another project neither lists, reads, watches, resumes, cancels nor removes it', async () => {
  await using folder = await temporaryFolder();
  const [one, other] = [path.join(folder.path, 'one'), path.join(folder.path, 'other')];
  await mkdir(one);
  const stateDir = path.join(folder.path, 'state');
  const mine = openStore(stateDir, { roots: [one] });
  const theirs = openStore(stateDir, { roots: [other] });
  const writer = await mine.create(start('Secret.'));
  const { id } = writer;
  say(writer, 'secret text');
  writer.flush();
  const own = await theirs.create(start());
  await own.end(end());

  expect((await theirs.list()).map((run) => run.id)).toEqual([own.id]);
  expect(await theirs.idsFrom('r_', 100)).toEqual([own.id]);
  const signal = AbortSignal.timeout(5000);
  const read = async (attempts: (() => Promise<unknown>)[]) => {
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({
        kind: 'input',
        what: `Run ${id} belongs to another project (${one}).`,
        next: expect.stringContaining(own.id),
        nextForPerson: expect.stringContaining('--all'),
      });
    }
  };
  const attempts = [
    () => theirs.read(id),
    () => theirs.open(id),
    () => theirs.follow(id, { signal, waitMs: 1, untilEnd: true, characters: 0 }),
    () => theirs.resume(id),
    () => theirs.requestCancel(id),
    () => theirs.delivered(id),
    () => theirs.setDelivered(id, 1),
    () => theirs.remove(id),
  ];
  await read(attempts);
  await writer.end(end({ status: 'incomplete' }));
  await read(attempts);
  expect(await mine.read(id)).toMatchObject({ project: [one], answer: { text: 'secret text' } });
});

test('who asks for all projects sees, reads and removes those of all', async () => {
  await using folder = await temporaryFolder();
  const ids: string[] = [];
  for (const roots of [['/one'], ['/other'], []]) {
    const writer = await openStore(folder.path, { roots }).create(start());
    await writer.end(end());
    ids.push(writer.id);
  }
  const all = openStore(folder.path, { roots: ['/third'], all: true });

  const listed = await all.list();
  expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(listed.find(({ id }) => id === ids[0])).toMatchObject({ project: ['/one'] });
  expect(await all.read(ids[1] ?? '')).toMatchObject({ project: ['/other'] });
  await all.remove(ids[2] ?? '');
  expect(await all.list()).toHaveLength(2);
});

test('where nothing is kept, a complete run is removed once it is returned, and an incomplete one is kept', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path, { keepDays: 0 });
  const [whole, cutOff] = [await store.create(start()), await store.create(start())];
  await whole.end(end());
  await cutOff.end(end({ status: 'incomplete' }));
  for (const { id } of [whole, cutOff]) store.markReturned(id);

  expect(await store.list()).toHaveLength(2);
  await expect.poll(() => store.list()).toMatchObject([{ id: cutOff.id }]);
  const keeping = openStore(folder.path);
  const kept = await keeping.create(start());
  await kept.end(end());
  keeping.markReturned(kept.id);
  expect(await keeping.read(kept.id)).toMatchObject({ state: 'ended' });
});
