import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openConversationStore } from '../../src/conversations/store.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { withoutPrivileges } from '../support/without-privileges.ts';
import { failureOf, MODEL, questions, saveTurns, testStore, turn } from '../support/conversation-store.ts';

const isWindows = process.platform === 'win32';

test('a new id is c_ and 22 url-safe characters, never the same twice, and writes nothing', async () => {
  await using world = await testStore();
  const ids = Array.from({ length: 1000 }, () => world.store.newId());

  for (const id of ids) expect(id).toMatch(/^c_[A-Za-z0-9_-]{22}$/);
  expect(new Set(ids).size).toBe(1000);
  await expect(readdir(path.dirname(world.stateDir))).resolves.toEqual([]);
});

test('what was saved is read back whole and in order, by another store as well', async () => {
  await using world = await testStore();
  const id = world.store.newId();
  const first: ChatMessage[] = [
    { role: 'system', content: 'Be brief.\u2028"\n\\' },
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'Größe, 漢字, 😀 \ud800' },
        { type: 'image_url', image_url: { url: 'https://example.test/a.png' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'Look it up.',
      reasoning_signature: 'signed',
      tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'look', arguments: '{' } }],
    },
  ];
  const second: ChatMessage[] = [
    { role: 'tool', tool_call_id: 'call_0', content: 'found' },
    { role: 'assistant', content: 'It is there.' },
  ];
  await world.store.append(id, { basedOn: 0, messages: first, model: MODEL });
  await world.store.append(id, { basedOn: 1, messages: second, model: 'deepseek-flash' });

  const conversation = await openConversationStore(world.stateDir, { roots: [] }).read(id);

  expect(conversation).toEqual({
    id,
    exchanges: [
      { messages: first, at: expect.any(String), model: MODEL },
      { messages: second, at: expect.any(String), model: 'deepseek-flash' },
    ],
  });
  const at = Date.parse(conversation.exchanges[0]?.at ?? '');
  expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
});

test('the file is JSON Lines, one exchange a line, with a version in each', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one\ntwo', 'three');

  const lines = (await world.text(id)).split('\n');

  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { kind: 'exchange', version: 2, model: MODEL, messages: turn('one\ntwo') },
    { kind: 'exchange', version: 2, model: MODEL, messages: turn('three') },
  ]);
});

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

test.skipIf(isWindows)('folders are private to the user, and files too', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');

  expect(await modeOf(world.stateDir)).toBe(0o700);
  expect(await modeOf(world.folder)).toBe(0o700);
  expect(await modeOf(world.fileOf(id))).toBe(0o600);
});

test('an exchange that is based on fewer or more exchanges than there are is refused, and says so', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one', 'two');

  for (const basedOn of [0, 1, 3]) {
    const error = await failureOf(world.store.append(id, { basedOn, messages: turn('late'), model: MODEL }));
    expect(error).toMatchObject({ kind: 'input' });
    expect(error.what).toContain(`has 2 exchanges now, and this one was based on ${basedOn}`);
    expect(error.next).toContain('"new"');
  }
  expect(questions(await world.store.read(id))).toEqual(['one', 'two']);
});

test('what is no list of messages is refused before anything is written', async () => {
  await using world = await testStore();
  const developer = [{ role: 'developer', content: 'x' }] as unknown as ChatMessage[];

  for (const messages of [[], developer]) {
    const id = world.store.newId();
    await expect(world.store.append(id, { basedOn: 0, messages, model: MODEL })).rejects.toMatchObject({
      kind: 'input',
    });
    await expect(readdir(world.folder)).resolves.toEqual([]);
  }
});

test('a removed conversation is gone, and is not brought back by an answer that comes late', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  const kept = await saveTurns(world.store, 'kept');

  await world.store.remove(id);

  await expect(world.store.read(id)).rejects.toMatchObject({ kind: 'input' });
  await expect(world.store.remove(id)).rejects.toMatchObject({ kind: 'input' });
  const late = world.store.append(id, { basedOn: 1, messages: turn('late'), model: MODEL });
  await expect(late).rejects.toMatchObject({ kind: 'input', what: expect.stringContaining('removed') });
  expect((await world.store.list()).map((summary) => summary.id)).toEqual([kept]);
});

test('a state folder that cannot be one is a configuration error that names the variable', async () => {
  await using world = await testStore();
  await mkdir(world.stateDir);
  const notFolder = path.join(world.stateDir, 'file');
  await writeFile(notFolder, '');
  const store = openConversationStore(notFolder, { roots: [] });

  const error = await failureOf(
    store.append(store.newId(), { basedOn: 0, messages: turn('one'), model: MODEL }),
  );

  expect(error.kind).toBe('configuration');
  expect(error.what).toContain(notFolder);
  expect(error.next).toContain('DEEPSEEK_STATE_DIR');
});

test.skipIf(isWindows)('a state folder without write permission is a configuration error', async () => {
  await using world = await testStore();
  await mkdir(world.stateDir, { mode: 0o500 });

  await withoutPrivileges(path.dirname(world.stateDir), async () => {
    await expect(saveTurns(world.store, 'one')).rejects.toMatchObject({
      kind: 'configuration',
      what: expect.stringContaining('EACCES'),
    });
  });
});
