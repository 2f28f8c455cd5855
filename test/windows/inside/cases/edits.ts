import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { receiptOf, runIdOf, textOf } from '../../../support/results.ts';
import { until } from '../../../support/until.ts';
import type { Case } from '../case.ts';
import type { Server, World } from '../world.ts';

const area = 'Edits';
const CART = { 'src/Cart.js': 'const total = 1;\r\nexport { total };\r\n', 'src/b.js': 'let total = 2;\n' };
const CHANGED = { 'src/Cart.js': 'const sum = 1;\r\nexport { sum };\r\n', 'src/b.js': 'let sum = 2;\n' };

const edit = (it: Server, more: object = {}) =>
  it.call('deepseek_stream', {
    prompt: 'Rename total to sum.',
    files: [String.raw`src\*.js`],
    save_format: 'edits',
    ...more,
  });

function expectFiles({ read }: World, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) assert.equal(read(name), text, name);
}

const block = (file: string, old: string, fresh: string) =>
  `${file}\n<<<<<<< SEARCH\n${old}=======\n${fresh}>>>>>>> REPLACE\n`;

export const edits: readonly Case[] = [
  {
    area,
    name: 'files are changed with their line ends kept, and `undo` restores them',
    async run(world) {
      await world.upstream();
      world.write(CART);
      await using it = await world.serve();
      const result = await edit(it);
      assert.match(textOf(result), /Edited 2 files, \+3 -3 lines/);
      expectFiles(world, CHANGED);
      const undone = await it.call('deepseek_stream', { run_id: runIdOf(result), undo: true });
      assert.notEqual(undone.isError, true, textOf(undone));
      expectFiles(world, CART);
      assert.deepEqual(readdirSync(path.join(world.root, 'src')).toSorted(), ['Cart.js', 'b.js']);
    },
  },
  {
    area,
    name: 'blocks with backslashes, another case or an absolute path change that one file',
    async run(world) {
      world.write({ ...CART, 'src/c.js': 'sea\n' });
      const texts = [
        block(String.raw`src\CART.JS`, 'const total = 1;\n', 'const sum = 1;\n'),
        block('SRC/cart.js', 'export { total };\n', 'export { sum };\n'),
        block(path.join(world.root, 'src', 'b.js'), 'let total = 2;\n', 'let sum = 2;\n'),
        block(String.raw`src\New File.js`, '', 'new\n'),
        `${String.raw`src\c.js`}\n<<<<<<< DELETE\n>>>>>>> DELETE\n`,
      ];
      await world.upstream({ answer: () => texts.join('\n') });
      await using it = await world.serve();
      const result = await edit(it);
      assert.equal(receiptOf(result).status, 'complete', textOf(result));
      expectFiles(world, { ...CHANGED, 'src/New File.js': 'new\n' });
      assert.ok(!world.exists('src/c.js'));
      assert.ok(readdirSync(path.join(world.root, 'src')).includes('Cart.js'));
      const undone = await world.run(['runs', 'undo', runIdOf(result)]);
      assert.equal(undone.exitCode, 0, undone.stderr);
      expectFiles(world, { ...CART, 'src/c.js': 'sea\n' });
    },
  },
  {
    area,
    name: 'what Windows would read as another file is refused; nothing is changed',
    async run(world) {
      world.write(CART);
      for (const name of ['src/b.js:x', 'NUL', 'src/b.js.', String.raw`..\out.js`, String.raw`C:\out.js`]) {
        const answer = block('src/b.js', 'let total = 2;\n', 'let sum = 2;\n') + block(name, '', 'x\n');
        await world.upstream({ answer: () => answer });
        await using it = await world.serve();
        const result = await edit(it);
        assert.equal(result.isError, true, `${name}: ${textOf(result)}`);
        expectFiles(world, CART);
      }
    },
  },
  {
    area,
    name: '`undo` is refused where a file was changed since',
    async run(world) {
      await world.upstream();
      world.write(CART);
      await using it = await world.serve();
      const result = await edit(it);
      world.write({ 'src/b.js': 'mine\n' });
      const undone = await it.call('deepseek_stream', { run_id: runIdOf(result), undo: true });
      assert.equal(undone.isError, true);
      assert.match(textOf(undone), /b\.js/);
      expectFiles(world, { ...CHANGED, 'src/b.js': 'mine\n' });
    },
  },
  {
    area,
    name: 'a file that another program holds open: all files are changed, or none',
    async run(world) {
      await world.upstream();
      world.write(CART);
      const held = openSync(path.join(world.root, 'src', 'b.js'), 'r');
      try {
        await using it = await world.serve();
        const result = await edit(it);
        expectFiles(world, result.isError ? CART : CHANGED);
      } finally {
        closeSync(held);
      }
    },
  },
  {
    area,
    name: '`edit --patch` writes a patch and changes nothing else; `edit` and `runs show --patch` show it',
    async run(world) {
      await world.upstream();
      world.write(CART);
      const patched = await world.run([
        'edit',
        'Rename total to sum.',
        String.raw`src\*.js`,
        '--patch',
        'change.patch',
      ]);
      assert.equal(patched.exitCode, 0, patched.stderr);
      assert.match(world.read('change.patch'), /^--- a\/src\/Cart\.js$/m);
      expectFiles(world, CART);
      const edited = await world.run(['edit', 'Rename total to sum.', String.raw`src\*.js`, '--json']);
      assert.equal(edited.exitCode, 0, edited.stderr);
      const { receipt } = JSON.parse(edited.stdout) as { receipt: { run_id: string } };
      const shown = await world.run(['runs', 'show', receipt.run_id, '--patch']);
      assert.match(shown.stdout, /^\+let sum = 2;/m);
    },
  },
  {
    area,
    name: 'after a kill in mid-change the next start leaves all files old or all new',
    async run(world) {
      await world.upstream({ timeToFirstTokenMs: 300 });
      const old = Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`src/${at}.js`, `let total = ${at};\n`]),
      );
      world.write(old);
      const child = world.start(['edit', 'Rename total to sum.', 'src/*.js']);
      await until('the first file is changed', () => world.read('src/0.js').includes('sum'));
      child.kill();
      await using it = await world.serve();
      await it.call('list_models', {});
      const texts = () => Object.keys(old).map((name) => world.read(name));
      const isWhole = (word: string) => texts().every((text) => text.includes(word));
      await until('all are old, or all new', () => isWhole('total') || isWhole('sum'));
    },
  },
];
