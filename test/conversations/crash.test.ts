import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { formatRecord } from '../../src/conversations/record.ts';
import { MODEL, questions, saveTurns, testStore, turn } from './support.ts';

test('a crash at any byte of the last line leaves all of it or nothing, and the next append whole', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'erste Größe 漢字 😀', 'zweite Größe 漢字 😀');
  const whole = Buffer.from(await world.text(id));
  const firstLineEnd = whole.indexOf(0x0a) + 1;

  for (let cut = firstLineEnd; cut <= whole.length; cut += 1) {
    await world.write(id, whole.subarray(0, cut));
    // Only the line break may be missing from a record that counts.
    const there =
      cut >= whole.length - 1 ? ['erste Größe 漢字 😀', 'zweite Größe 漢字 😀'] : ['erste Größe 漢字 😀'];
    expect(questions(await world.store.read(id)), `cut at ${cut}`).toEqual(there);

    await world.store.append(id, { basedOn: there.length, messages: turn('next'), model: MODEL });
    expect(questions(await world.store.read(id)), `append after a cut at ${cut}`).toEqual([...there, 'next']);
  }
});

test('a crash at any byte of the first line leaves no conversation, and the id can still be used', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  const whole = Buffer.from(await world.text(id));

  for (let cut = 0; cut < whole.length - 1; cut += 1) {
    await world.write(id, whole.subarray(0, cut));
    await expect(world.store.read(id), `cut at ${cut}`).rejects.toMatchObject({ kind: 'input' });

    await world.store.append(id, { basedOn: 0, messages: turn('again'), model: MODEL });
    expect(questions(await world.store.read(id)), `append after a cut at ${cut}`).toEqual(['again']);
  }
});

test('zeros that a power cut leaves at the end are a cut-off line like any other', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  await appendFile(world.fileOf(id), new Uint8Array(512));

  await world.store.append(id, { basedOn: 1, messages: turn('two'), model: MODEL });

  expect(questions(await world.store.read(id))).toEqual(['one', 'two']);
});

test('damage inside costs the lines that it hits, and no other', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one', 'two', 'three', 'four');
  const lines = (await world.text(id)).split('\n');
  lines[1] = `${lines[1]?.slice(0, 20)}\n\n${lines[1]?.slice(25)}`;
  await world.write(id, lines.join('\n'));

  expect(questions(await world.store.read(id))).toEqual(['one', 'three', 'four']);
  await world.store.append(id, { basedOn: 3, messages: turn('five'), model: MODEL });
  expect(questions(await world.store.read(id))).toEqual(['one', 'three', 'four', 'five']);
});

test('records of a later version are skipped, the rest is read, and an append does not take their place', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  // The same fields may mean something else there.
  const later = { ...(JSON.parse(await world.text(id)) as object), v: 2, place: 1 };
  await appendFile(world.fileOf(id), `${JSON.stringify(later)}\n{"v":"1","place":2}\n`);

  await world.store.append(id, { basedOn: 1, messages: turn('two'), model: MODEL });

  expect(questions(await world.store.read(id))).toEqual(['one', 'two']);
  const lines = (await world.text(id)).trimEnd().split('\n');
  expect(lines[1]).toContain('"v":2');
  expect(JSON.parse(lines[3] ?? '')).toMatchObject({ v: 1, place: 3 });
});

test('fields that this version does not know are left out of the way', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  const record = JSON.parse(await world.text(id)) as { messages: object[] };
  const messages = record.messages.map((message) => ({ ...message, mood: 'good' }));
  await world.write(id, `${JSON.stringify({ ...record, usage: { total: 5 }, messages })}\n`);

  expect((await world.store.read(id)).exchanges).toEqual([
    { messages: turn('one'), model: MODEL, at: expect.any(String) },
  ]);
});

test('of two records for one place every reader takes the first, also when it was still being written', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  const first = await world.text(id);
  const other = formatRecord({
    place: 1,
    nonce: 'other',
    at: new Date().toISOString(),
    model: MODEL,
    messages: turn('quicker'),
  });

  // Half of the other's record is visible when this one is written ...
  await world.write(id, first + other.slice(0, 30));
  await world.store.append(id, { basedOn: 1, messages: turn('slower'), model: MODEL });
  const mine = (await world.text(id)).split('\n').at(-2) ?? '';
  expect(mine).toContain('slower');
  // ... and then all of it, in front.
  await world.write(id, `${first}${other}\n${mine}\n`);

  expect(questions(await world.store.read(id))).toEqual(['one', 'quicker']);
  await world.store.append(id, { basedOn: 2, messages: turn('three'), model: MODEL });
  expect(questions(await world.store.read(id))).toEqual(['one', 'quicker', 'three']);
});
