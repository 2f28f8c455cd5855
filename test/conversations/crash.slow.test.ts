import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { formatConversation } from '../../src/conversations/format-conversation.ts';
import {
  failureOf,
  lineOf,
  MODEL,
  questions,
  saveTurns,
  testStore,
  turn,
} from '../support/conversation-store.ts';

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

/** What is done to the second of four lines. */
const DAMAGE: Record<string, (line: string) => string> = {
  'a hole': (line) => `${line.slice(0, 20)}\n\n${line.slice(25)}`,
  'one letter': (line) => line.replace('Answer to two', 'Answer to too'),
  'a field that is gone': (line) => line.replace(/"model":"[^"]+",/, ''),
  'no checksum': (line) => line.replace(/,"sum":"\w+"/, ''),
  'another kind of record': (line) => line.replace('"exchange"', '"weather"'),
};

test.for(Object.entries(DAMAGE))(
  'damage inside (%s) is reported: the rest can be looked at, and nothing is added',
  async ([, harm]) => {
    await using world = await testStore();
    const id = await saveTurns(world.store, 'one', 'two', 'three', 'four');
    const lines = (await world.text(id)).split('\n');
    const damaged = lines.with(1, harm(lines[1] ?? '')).join('\n');
    expect(damaged).not.toBe(lines.join('\n'));
    await world.write(id, damaged);

    const inspected = await world.store.inspect(id);
    expect(questions(inspected)).toEqual(['one', 'three', 'four']);
    expect(inspected.unreadable).toBe('damaged');
    expect(formatConversation(inspected)).toContain('damaged and not shown');
    expect((await world.store.list())[0]).toMatchObject({ id, exchanges: 3, unreadable: 'damaged' });
    for (const attempt of [
      () => world.store.read(id),
      () => world.store.append(id, { basedOn: 3, messages: turn('five'), model: MODEL }),
    ]) {
      const error = await failureOf(attempt());
      expect(error).toMatchObject({ kind: 'input', what: expect.stringContaining('records are damaged') });
    }
    expect(await world.text(id)).toBe(damaged);
  },
);

test.for([
  ['of this form', { kind: 'exchange', version: 3 }],
  ['of another form', { version: 3, weather: 'rain' }],
  ['in the form of 0.1.0', { v: 2, place: 1 }],
] as const)('a record of a later version (%s) is reported, and nothing is added', async ([, later]) => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  await appendFile(world.fileOf(id), `${JSON.stringify(later)}\n`);
  const before = await world.text(id);

  for (const attempt of [
    () => world.store.read(id),
    () => world.store.append(id, { basedOn: 1, messages: turn('two'), model: MODEL }),
  ]) {
    const error = await failureOf(attempt());
    expect(error).toMatchObject({ kind: 'input', what: expect.stringContaining('a later version') });
  }
  expect((await world.store.list())[0]).toMatchObject({ id, exchanges: 1, unreadable: 'newer' });
  expect(await world.text(id)).toBe(before);
});

test('fields that this version does not know are ignored', async () => {
  await using world = await testStore();
  const id = world.store.newId();
  const messages = turn('one').map((message) => ({ ...message, mood: 'good' }));
  const record = { place: 0, at: new Date().toISOString(), model: MODEL, messages, usage: { total: 5 } };
  await world.store.append(id, { basedOn: 0, messages: turn('x'), model: MODEL });
  await world.write(id, lineOf(record));

  expect((await world.store.read(id)).exchanges).toEqual([
    { messages: turn('one'), model: MODEL, at: expect.any(String) },
  ]);
});

test('of two records for one place every reader takes the first, also when it was still being written', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  const first = await world.text(id);
  const at = new Date().toISOString();
  const other = lineOf({ place: 1, at, model: MODEL, messages: turn('quicker') });

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
