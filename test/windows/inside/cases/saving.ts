import assert from 'node:assert/strict';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { receiptOf, textOf } from '../../../support/results.ts';
import { NotShown, type Case } from '../case.ts';
import { shortName } from '../short-name.ts';
import type { Server, World } from '../world.ts';

const area = 'Saving';

const save = (it: Server, save_to: string, more: object = {}) =>
  it.call('deepseek_stream', { prompt: 'Explain it.', save_to, ...more });

/** Refused before anything is sent; the project is as it was. */
async function expectRefused({ upstream, serve, root }: World, targets: readonly string[]): Promise<void> {
  const before = readdirSync(root, { recursive: true });
  const sandbox = await upstream();
  await using it = await serve();
  for (const target of targets) {
    const result = await save(it, target);
    assert.equal(result.isError, true, `${target} was saved`);
  }
  assert.equal(sandbox.exchanges.length, 0);
  assert.deepEqual(readdirSync(root, { recursive: true }), before);
}

/** Older wines do not say where a long path leads; the answer is kept in the state folder then. */
function needLongPaths(folder: string): void {
  mkdirSync(folder, { recursive: true });
  try {
    realpathSync.native(folder);
  } catch (error) {
    throw new NotShown(`no real path of a long path here (${(error as NodeJS.ErrnoException).code})`);
  }
}

interface Target {
  readonly name: string;
  readonly targets: (world: World) => readonly string[];
}

const REFUSED: readonly Target[] = [
  {
    name: 'a path outside',
    targets: ({ folder }) => [
      String.raw`..\a.txt`,
      path.join(folder, 'a.txt'),
      String.raw`Z:\tmp\a.txt`,
      'C:a.txt',
      String.raw`\a.txt`,
      String.raw`\\localhost\c$\a.txt`,
      `\\\\?\\${folder}\\a.txt`,
    ],
  },
  {
    name: 'the name of a device',
    targets: () => ['CON', 'nul.txt', String.raw`out\aux`, 'COM1.md', 'prn .txt'],
  },
  { name: 'an alternate data stream', targets: () => ['a.txt:stream', 'a.txt::$DATA'] },
  {
    name: 'a name with a character that Windows forbids',
    targets: () => ['a<b.txt', 'a|b.txt', 'a"b.txt', 'what?.txt', 'a*.txt'],
  },
  { name: 'a dot or a blank at the end of a name', targets: () => ['a.txt.', String.raw`out.\a.txt`, 'a.'] },
  {
    name: 'the 8.3 name of the folder of Git',
    targets: ({ root }) => {
      mkdirSync(path.join(root, '.git', 'hooks'), { recursive: true });
      return [path.join(shortName(path.join(root, '.git')), 'config'), String.raw`GIT~1\hooks\pre-commit`];
    },
  },
  {
    name: 'what would run by itself, in any case',
    targets: () => [String.raw`.GIT\hooks\pre-commit`, String.raw`.Git\config`],
  },
];

export const saving: readonly Case[] = [
  {
    area,
    name: '`save_to` with backslashes makes folders; an absolute path works too',
    async run({ upstream, serve, read, root }) {
      await upstream();
      await using it = await serve();
      const result = await save(it, String.raw`out\deep\a.md`);
      assert.equal(receiptOf(result).saved_to?.path, 'out/deep/a.md', textOf(result));
      assert.match(read('out/deep/a.md'), /This is the sandbox/);
      const absolute = await save(it, path.join(root, 'b.md'));
      assert.equal(receiptOf(absolute).saved_to?.path, 'b.md', textOf(absolute));
    },
  },
  {
    area,
    name: 'a file is replaced only with `overwrite`, in any case',
    async run({ upstream, serve, write, read, root }) {
      const sandbox = await upstream();
      write({ 'Answer.md': 'mine' });
      await using it = await serve();
      assert.equal((await save(it, 'ANSWER.MD')).isError, true);
      assert.equal(sandbox.exchanges.length, 0);
      const result = await save(it, 'ANSWER.MD', { overwrite: true });
      assert.equal(receiptOf(result).status, 'complete', textOf(result));
      assert.match(read('Answer.md'), /This is the sandbox/);
      assert.equal(readdirSync(root).filter((name) => /^answer/i.test(name)).length, 1);
    },
  },
  {
    area,
    name: 'an incomplete answer is saved as `NAME.incomplete`, and the file completed by `run_id`',
    async run({ upstream, serve, read, exists }) {
      await upstream({ fault: 'reset-mid-stream', faultTimes: 1 });
      await using it = await serve();
      const cut = await save(it, 'a.md');
      assert.equal(receiptOf(cut).status, 'incomplete');
      assert.ok(exists('a.md.incomplete') && !exists('a.md'));
      const whole = await it.call('deepseek_stream', { run_id: receiptOf(cut).run_id });
      assert.equal(receiptOf(whole).status, 'complete', textOf(whole));
      assert.match(read('a.md'), /This is the sandbox/);
    },
  },
  {
    area,
    name: '`for_each` fills `{path}`, `{dir}`, `{name}` and `{ext}`',
    async run({ upstream, serve, write, exists }) {
      await upstream();
      write({ 'src/a.ts': 'a', 'src/deep/b.ts': 'b' });
      await using it = await serve();
      const for_each = [String.raw`src\**\*.ts`];
      const result = await save(it, String.raw`out\{dir}\{name}.{ext}.md`, { for_each });
      assert.equal(receiptOf(result).status, 'complete', textOf(result));
      assert.ok(exists('out/src/a.ts.md') && exists('out/src/deep/b.ts.md'), textOf(result));
    },
  },
  {
    area,
    name: 'a path of more than 260 characters',
    async run({ upstream, serve, read, root }) {
      await upstream();
      const folder = path.join(...Array.from({ length: 5 }, (_, number) => `${number}`.repeat(60)));
      await using it = await serve();
      const result = await save(it, path.join(folder, 'a.md'));
      needLongPaths(path.join(root, folder));
      assert.equal(receiptOf(result).saved_to?.path.length, folder.length + '/a.md'.length, textOf(result));
      assert.match(read(path.join(folder, 'a.md')), /This is the sandbox/);
    },
  },
  {
    area,
    name: 'a target that another program holds open, or that is read-only: nothing is lost',
    async run({ upstream, serve, write, read, root }) {
      await upstream();
      write({ 'held.md': 'mine', 'locked.md': 'mine' });
      const held = openSync(path.join(root, 'held.md'), 'r');
      chmodSync(path.join(root, 'locked.md'), 0o444);
      try {
        await using it = await serve();
        for (const name of ['held.md', 'locked.md']) {
          const result = await save(it, name, { overwrite: true });
          const isReplaced = /This is the sandbox/.test(read(name));
          if (!isReplaced) {
            assert.equal(result.isError, true);
            assert.equal(read(name), 'mine');
            const kept = await it.call('deepseek_stream', { run_id: receiptOf(result).run_id, offset: 0 });
            assert.match(textOf(result) + textOf(kept), /This is the sandbox|saved/i);
          }
        }
      } finally {
        closeSync(held);
      }
    },
  },
  ...REFUSED.map(({ name, targets }): Case => ({
    area,
    name: `${name} is refused before anything is sent`,
    run: (world) => expectRefused(world, targets(world)),
  })),
];
