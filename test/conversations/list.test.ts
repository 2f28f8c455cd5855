import { appendFile, chmod, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ChatMessage } from '../../src/chat/message.ts';
import { withoutPrivileges } from '../support/without-privileges.ts';
import { lineOf, MODEL, saveTurns, testStore, turn } from '../support/conversation-store.ts';

/** A line as another process would have written it at that time. */
function lineAt(at: string, messages: ChatMessage[], place = 0): string {
  return lineOf({ place, nonce: at, at, model: MODEL, messages });
}

test('a store without a folder lists nothing', async () => {
  await using world = await testStore();

  await expect(world.store.list()).resolves.toEqual([]);
});

test('the newest comes first, by its last exchange, whatever the file system says of the files', async () => {
  await using world = await testStore();
  await saveTurns(world.store, 'now');
  const [old, revived, middle] = [world.store.newId(), world.store.newId(), world.store.newId()];
  await world.write(old, lineAt('2026-01-01T00:00:00.000Z', turn('old')));
  await world.write(revived, lineAt('2025-01-01T00:00:00.000Z', turn('revived')));
  await appendFile(world.fileOf(revived), lineAt('2026-03-01T00:00:00.000Z', turn('again'), 1));
  await world.write(middle, lineAt('2026-02-01T00:00:00.000Z', turn('middle')));
  await utimes(world.fileOf(old), new Date(), new Date(Date.now() + 100_000));

  const summaries = await world.store.list();

  expect(summaries.map(({ title }) => title)).toEqual(['now', 'revived', 'middle', 'old']);
  expect(summaries[1]).toEqual({
    id: revived,
    title: 'revived',
    exchanges: 2,
    bytes: Buffer.byteLength(await world.text(revived)),
    updatedAt: '2026-03-01T00:00:00.000Z',
    project: [],
    unreadable: null,
  });
});

test.for<[string, ChatMessage[], string]>([
  ['80 characters', [{ role: 'user', content: 'x'.repeat(200) }], 'x'.repeat(80)],
  ['emoji whole', [{ role: 'user', content: '😀'.repeat(100) }], '😀'.repeat(80)],
  ['on one line', [{ role: 'user', content: '\n  a\t\r\nb\u2028c ' }], 'a b c'],
  ['harmless to a terminal', [{ role: 'user', content: '\u001b[31mred\u0007\u202e!' }], '[31mred !'],
  [
    'the text parts',
    [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: 'What is it?' },
        ],
      },
    ],
    'What is it?',
  ],
  [
    'the first user message',
    [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'first' },
      { role: 'user', content: 'second' },
    ],
    'first',
  ],
  ['empty without a user message', [{ role: 'assistant', content: 'Hello.' }], ''],
])('a title is %s', async ([, messages, title]) => {
  await using world = await testStore();
  await world.store.append(world.store.newId(), { basedOn: 0, messages, model: MODEL });

  await expect(world.store.list()).resolves.toMatchObject([{ title }]);
});

const DAMAGED: Record<string, string | Uint8Array> = {
  empty: '',
  zeros: new Uint8Array(4096),
  'not UTF-8': Uint8Array.of(0xff, 0xfe, 0x0a, 0x80),
  'not JSON': 'hello\nworld\n',
  'JSON of other shapes': 'null\n[]\n1\n"x"\n{}\n{"v":1}\n',
  'messages of other shapes': [
    [{}],
    ['x'],
    [null],
    [{ role: 'user', content: 5 }],
    [{ role: 'user', content: [{ type: 'video' }] }],
    [{ role: 'assistant', tool_calls: [{}] }],
    [{ role: 'assistant', tool_calls: { length: 1 } }],
    [{ role: 'wizard', content: 'x' }],
  ]
    .map(
      (messages) =>
        `${JSON.stringify({ v: 1, place: 0, nonce: 'n', at: '2026-01-01', model: 'm', messages })}\n`,
    )
    .join(''),
  'a bad date': lineAt('yesterday', turn('x')),
  'a later version only': '{"v":2,"everything":"else"}\n',
};

test.for(Object.entries(DAMAGED))(
  'a file that is %s is listed, not read, and can be removed',
  async ([name, content]) => {
    await using world = await testStore();
    const good = await saveTurns(world.store, 'good');
    const id = world.store.newId();
    await world.write(id, content);
    await utimes(world.fileOf(id), new Date(0), new Date(0));

    expect(await world.store.list()).toEqual([
      expect.objectContaining({ id: good, exchanges: 1 }),
      {
        id,
        title: '',
        exchanges: 0,
        bytes: content.length,
        updatedAt: '1970-01-01T00:00:00.000Z',
        project: null,
        unreadable: name === 'a later version only' ? 'newer' : 'damaged',
      },
    ]);
    await expect(world.store.read(id)).rejects.toMatchObject({ kind: 'input' });
    await world.store.remove(id);
    await expect(world.store.list()).resolves.toHaveLength(1);
  },
);

test('other files in the folder are left alone', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one');
  for (const name of ['.DS_Store', `${id}.jsonl~`, `${id}.json`, 'notes.jsonl', id]) {
    await writeFile(path.join(world.folder, name), await world.text(id));
  }

  expect((await world.store.list()).map((summary) => summary.id)).toEqual([id]);
});

test.skipIf(process.platform === 'win32')(
  'a file without read permission is listed as one that cannot be read',
  async () => {
    await using world = await testStore();
    const id = await saveTurns(world.store, 'one');
    await chmod(world.fileOf(id), 0);

    await withoutPrivileges(path.dirname(world.stateDir), async () => {
      await expect(world.store.list()).resolves.toMatchObject([{ id, exchanges: 0, title: '' }]);
      await expect(world.store.read(id)).rejects.toMatchObject({ kind: 'configuration' });
    });
  },
);
