import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { receiptOf, textOf } from '../../../support/results.ts';
import type { Case } from '../case.ts';
import { shortName } from '../short-name.ts';
import type { World } from '../world.ts';

const area = 'Attachments';
const PROJECT = { 'src/Long Name A.ts': 'one\ntwo\nthree\n', 'src/deep/b.ts': 'bee\n', 'src/c.md': 'sea\n' };

/** Sends one entry of `files`, and expects these files, by their own names. */
async function expectSent(
  world: World,
  entry: string,
  expected: readonly string[],
  roots?: string,
): Promise<void> {
  const sandbox = await world.upstream();
  await using it = await world.serve(roots === undefined ? {} : { DEEPSEEK_ROOTS: roots });
  const result = await it.call('deepseek_chat', { prompt: 'Sum up.', files: [entry] });
  assert.notEqual(result.isError, true, textOf(result));
  const sent = (receiptOf(result).files ?? []).map((file) => file.path.toLowerCase());
  assert.deepEqual(sent.toSorted(), expected.map((name) => name.toLowerCase()).toSorted());
  assert.equal(sandbox.exchanges.length, 1);
}

interface Spelling {
  readonly name: string;
  readonly entry: (world: World) => string;
  readonly expected: readonly string[];
}

const A = 'src/Long Name A.ts';
const SPELLINGS: readonly Spelling[] = [
  { name: 'a path with backslashes', entry: () => String.raw`src\Long Name A.ts`, expected: [A] },
  { name: 'an absolute path', entry: ({ root }) => path.join(root, A), expected: [A] },
  {
    name: 'an absolute path with slashes and a small drive letter',
    entry: ({ root }) => `${root[0]?.toLowerCase()}${root.slice(1)}/${A}`.replaceAll('\\', '/'),
    expected: [A],
  },
  { name: 'a path in other letters (case)', entry: () => String.raw`SRC\LONG NAME a.TS`, expected: [A] },
  { name: 'a `file://` URL', entry: ({ root }) => pathToFileURL(path.join(root, A)).href, expected: [A] },
  {
    name: 'a line range of an absolute path',
    entry: ({ root }) => `${path.join(root, A)}:1-2`,
    expected: [A],
  },
  { name: 'a glob with backslashes', entry: () => String.raw`src\**\*.ts`, expected: [A, 'src/deep/b.ts'] },
  {
    name: 'an absolute glob',
    entry: ({ root }) => path.join(root, 'src', '**', '*.ts'),
    expected: [A, 'src/deep/b.ts'],
  },
  { name: 'a folder', entry: () => 'src\\deep\\', expected: ['src/deep/b.ts'] },
];

export const files: readonly Case[] = [
  ...SPELLINGS.map(({ name, entry, expected }): Case => ({
    area,
    name,
    async run(world) {
      world.write(PROJECT);
      await expectSent(world, entry(world), expected);
    },
  })),
  {
    area,
    name: 'names that are not ASCII, composed or not',
    async run(world) {
      world.write({ 'src/Café.ts': 'one\n', 'src/你好.ts': 'two\n' });
      await expectSent(world, String.raw`src\Café.ts`.normalize('NFD'), ['src/Café.ts']);
      await expectSent(world, 'src/*', ['src/Café.ts', 'src/你好.ts']);
    },
  },
  {
    area,
    name: 'an 8.3 name below the root',
    async run(world) {
      world.write(PROJECT);
      const short = `src/${shortName(path.join(world.root, A))}`;
      await expectSent(world, short.replace('/', '\\'), [short]);
    },
  },
  {
    area,
    name: 'a root in other letters, with slashes, and with a backslash at its end',
    async run(world) {
      world.write(PROJECT);
      await expectSent(world, A, [A], `${world.root.toUpperCase().replaceAll('\\', '/')}\\`);
      await expectSent(world, path.join(world.root, A), [A], world.root.toUpperCase());
    },
  },
  {
    area,
    name: '`.gitignore` with Windows line ends, in any case',
    async run(world) {
      world.write({ ...PROJECT, '.gitignore': 'DEEP/\r\n*.MD\r\n' });
      await expectSent(world, 'src/**', [A]);
    },
  },
  {
    area,
    name: '`explore` lists, reads and searches',
    async run(world) {
      world.write(PROJECT);
      await world.upstream();
      await using it = await world.serve();
      const result = await it.call('deepseek_chat', {
        prompt: 'Where is bee? Rename bee to wasp.',
        explore: true,
      });
      assert.notEqual(result.isError, true, textOf(result));
      const { explored } = receiptOf(result);
      assert.ok(explored && explored.files.length > 0, textOf(result));
      for (const file of explored.files) assert.ok(Object.hasOwn(PROJECT, file.path), file.path);
    },
  },
];
