import { access, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { failureOf, lineOf, MODEL, saveTurns, testStore, turn } from '../support/conversation-store.ts';

const HOSTILE = [
  '',
  '.',
  '..',
  'new',
  'c_',
  'c_short',
  `c_${'a'.repeat(21)}`,
  `c_${'a'.repeat(23)}`,
  `C_${'a'.repeat(22)}`,
  `r_${'a'.repeat(22)}`,
  ` c_${'a'.repeat(22)}`,
  `c_${'a'.repeat(22)}\n`,
  `c_${'a'.repeat(22)}\0`,
  `c_${'a'.repeat(22)}.jsonl`,
  `c_${'a'.repeat(20)}/b`,
  `c_${'a'.repeat(20)}\\b`,
  `c_${'../delegation/'.repeat(7)}x`,
  `../conversations/c_${'a'.repeat(22)}`,
  '../../victim',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'CON',
  `c_${'é'.repeat(22)}`,
  `c_${'%2e'.repeat(7)}a`,
  'x'.repeat(100_000),
];

test.for(HOSTILE)('%j never becomes a path', async (id) => {
  await using world = await testStore();
  // A file that each of the ids that climb would reach, and that must outlive them.
  await saveTurns(world.store, 'one');
  const victim = path.join(world.stateDir, '..', 'victim.jsonl');
  const record = { place: 0, at: new Date().toISOString(), model: MODEL, messages: turn('stolen') };
  await writeFile(victim, lineOf(record));

  const attempts = [
    () => world.store.read(id),
    () => world.store.append(id, { basedOn: 0, messages: turn('x'), model: MODEL }),
    () => world.store.append(id, { basedOn: 1, messages: turn('x'), model: MODEL }),
    () => world.store.remove(id),
  ];
  for (const attempt of attempts) {
    const error = await failureOf(attempt());
    expect(error.kind).toBe('input');
    expect(error.what).toMatch(/^conversation_id ".*" is no conversation id/s);
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toContain('stolen');
  }
  await access(victim);
  await expect(world.store.list()).resolves.toHaveLength(1);
});

test('an error about an id names the three newest conversations that can be read, and how to start one', async () => {
  await using world = await testStore();
  const ids: string[] = [];
  for (const question of ['1', '2', '3', '4']) {
    ids.push(await saveTurns(world.store, question));
    // File times of some systems have no more than 10 ms.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const damaged = world.store.newId();
  await world.write(damaged, '{"v":1,');

  for (const id of ['nonsense', world.store.newId(), damaged]) {
    const error = await failureOf(world.store.read(id));
    expect(error.kind).toBe('input');
    expect(error.next).toBe(
      `Use a recent one (${ids[3]}, ${ids[2]}, ${ids[1]}), or start one with conversation_id "new".`,
    );
  }
});

test('without any conversation, the error only says how to start one', async () => {
  await using world = await testStore();
  const id = world.store.newId();

  const error = await failureOf(world.store.read(id));

  expect(error.message).toBe(
    `There is no conversation ${id}: it was never saved, or has been removed. Start one with conversation_id "new".`,
  );
});

test.skipIf(process.platform === 'win32')(
  'links are not followed, whatever is done with their id',
  async () => {
    await using world = await testStore();
    const real = await saveTurns(world.store, 'secret');
    const before = await world.text(real);
    const outside = path.join(world.stateDir, 'outside.jsonl');
    await writeFile(outside, before);
    const targets = [outside, world.fileOf(real), path.join(world.stateDir, 'missing')];

    for (const target of targets) {
      const id = world.store.newId();
      await symlink(target, world.fileOf(id));
      for (const basedOn of [0, 1]) {
        const append = world.store.append(id, { basedOn, messages: turn('x'), model: MODEL });
        await expect(append).rejects.toMatchObject({
          kind: 'input',
          what: expect.stringContaining('no conversation'),
        });
      }
      await expect(world.store.read(id)).rejects.toMatchObject({ kind: 'input' });
      await expect(world.store.remove(id)).rejects.toMatchObject({ kind: 'input' });
    }
    expect((await world.store.list()).map(({ id }) => id)).toEqual([real]);
    await expect(world.text(real)).resolves.toBe(before);
    await expect(access(targets[2] ?? '')).rejects.toThrow('ENOENT');
  },
);

test('a folder in place of a file is no conversation', async () => {
  await using world = await testStore();
  const id = world.store.newId();
  await mkdir(world.fileOf(id), { recursive: true });

  await expect(world.store.read(id)).rejects.toMatchObject({ kind: 'input' });
  await expect(world.store.remove(id)).rejects.toMatchObject({ kind: 'input' });
  const append = world.store.append(id, { basedOn: 0, messages: turn('x'), model: MODEL });
  await expect(append).rejects.toMatchObject({ kind: 'input' });
  await expect(world.store.list()).resolves.toEqual([]);
});
