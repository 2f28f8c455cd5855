import { cp, mkdir, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openConversationStore } from '../../src/conversations/store.ts';
import { openProjectFolders } from '../../src/state/project-folders.ts';
import { temporaryFolder } from '../support/folder.ts';
import { failureOf, MODEL, questions, saveTurns, turn } from '../support/conversation-store.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/state-0.1.0', import.meta.url));
const OLD = 'c_LE9pHQftdZbpNDrM0JDf1A';

test('a conversation belongs to its roots: another project neither lists, reads, continues nor removes it', async () => {
  await using folder = await temporaryFolder();
  const [one, other] = [path.join(folder.path, 'one'), path.join(folder.path, 'other')];
  await mkdir(one);
  const stateDir = path.join(folder.path, 'state');
  const mine = openConversationStore(stateDir, { roots: [one] });
  const theirs = openConversationStore(stateDir, { roots: [other] });
  const id = await saveTurns(mine, 'secret');
  const own = await saveTurns(theirs, 'own');

  expect((await theirs.list()).map((summary) => summary.id)).toEqual([own]);
  expect(await theirs.idsFrom('c_', 100)).toEqual([own]);
  for (const attempt of [
    () => theirs.read(id),
    () => theirs.inspect(id),
    () => theirs.append(id, { basedOn: 1, messages: turn('x'), model: MODEL }),
    () => theirs.append(id, { basedOn: 0, messages: turn('x'), model: MODEL }),
    () => theirs.remove(id),
  ]) {
    const error = await failureOf(attempt());
    expect(error.kind).toBe('input');
    expect(error.what).toContain(`belongs to another project (${one})`);
    expect(error.next).toContain(own);
    expect(error.message).not.toContain('secret');
  }
  expect(questions(await mine.read(id))).toEqual(['secret']);
});

test('another name of the same folder is the same project; other roots beside it make another one', async () => {
  await using folder = await temporaryFolder();
  const [real, link] = [path.join(folder.path, 'real'), path.join(folder.path, 'link')];
  await mkdir(real);
  await symlink(real, link, 'dir');
  const id = await saveTurns(openConversationStore(folder.path, { roots: [link] }), 'one');

  expect(questions(await openConversationStore(folder.path, { roots: [real] }).read(id))).toEqual(['one']);
  for (const roots of [[], [folder.path], [real, folder.path]]) {
    await expect(openConversationStore(folder.path, { roots }).read(id)).rejects.toMatchObject({
      what: expect.stringContaining('another project'),
    });
  }
});

test('who asks for all projects sees, reads and removes those of all', async () => {
  await using folder = await temporaryFolder();
  const ids = [
    await saveTurns(openConversationStore(folder.path, { roots: ['/one'] }), 'one'),
    await saveTurns(openConversationStore(folder.path, { roots: ['/other'] }), 'other'),
  ];
  const all = openConversationStore(folder.path, { roots: ['/third'], all: true });

  expect((await all.list()).map((summary) => summary.id).toSorted()).toEqual(ids.toSorted());
  expect((await all.list()).map(({ project }) => project?.length)).toEqual([1, 1]);
  expect(questions(await all.read(ids[0] ?? ''))).toEqual(['one']);
  await all.remove(ids[1] ?? '');
  expect(await all.list()).toHaveLength(1);
});

test('a conversation of 0.1.0 is continued by whoever knows its id, and listed for all projects only', async () => {
  await using folder = await temporaryFolder();
  await cp(FIXTURE, folder.path, { recursive: true });
  const store = openConversationStore(folder.path, { roots: ['/one'] });

  expect(await store.list()).toEqual([]);
  expect(await openConversationStore(folder.path, { roots: [], all: true }).list()).toMatchObject([
    { id: OLD, title: 'How many?', exchanges: 2, project: null, unreadable: null },
  ]);
  const { exchanges } = await store.read(OLD);
  expect(exchanges.map(({ messages }) => messages.at(-1)?.content)).toEqual(['Forty-two.', 'Forty-three.']);
  await store.append(OLD, { basedOn: 2, messages: turn('And then?'), model: MODEL });
  expect(questions(await store.read(OLD))).toEqual(['How many?', 'And now?', 'And then?']);
});

test('where nothing is kept, a conversation is refused before anything is sent', () => {
  const store = openConversationStore('/nonexistent', { roots: [], keepDays: 0 });

  expect(() => store.newId()).toThrow('DEEPSEEK_KEEP_DAYS is 0');
});

test('conversations to which nothing was added for as long as they are kept are removed, of all projects', async () => {
  await using folder = await temporaryFolder();
  const store = openConversationStore(folder.path, { roots: ['/one'], keepDays: 3 });
  const [old, young] = [await saveTurns(store, 'old'), await saveTurns(store, 'young')];
  const age = async (id: string, days: number) => {
    const at = new Date(Date.now() - days * 24 * 3600 * 1000);
    const own = openProjectFolders(folder.path, 'conversations', { roots: ['/one'] }).own();
    await utimes(path.join(own, `${id}.jsonl`), at, at);
  };
  await age(old, 3.1);
  await age(young, 2.9);
  await openConversationStore(folder.path, { roots: ['/other'], keepDays: 3 }).prune();

  expect((await store.list()).map(({ id }) => id)).toEqual([young]);
});
