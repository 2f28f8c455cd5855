import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BIN } from '../../../support/binary.ts';
import type { Case } from '../case.ts';

const area = 'Command line';

export const start: readonly Case[] = [
  {
    area,
    name: '`--version` and `--help`',
    async run({ run }) {
      const manifest = readFileSync(path.join(path.dirname(BIN), '..', 'package.json'), 'utf8');
      const { version } = JSON.parse(manifest) as { version: string };
      const [shown, help] = [await run(['--version']), await run(['--help'])];
      assert.deepEqual(shown, { stdout: `${version}\n`, stderr: '', exitCode: 0 });
      assert.match(help.stdout, /\bchat\b[^]*\bedit\b[^]*\binstall\b/);
      assert.equal(help.exitCode, 0);
    },
  },
  {
    area,
    name: '`doctor` passes, with the state folder on drive C:',
    async run({ run, upstream }) {
      await upstream();
      const { stdout, exitCode } = await run(['doctor']);
      assert.equal(exitCode, 0, stdout);
    },
  },
  {
    area,
    name: '`demo`',
    async run({ run }) {
      const { stdout, stderr, exitCode } = await run(['demo']);
      assert.equal(exitCode, 0, stdout + stderr);
    },
  },
  {
    area,
    name: '`chat` with a prompt that is not ASCII, and piped input',
    async run({ run, upstream }) {
      const sandbox = await upstream();
      const { stdout, stderr, exitCode } = await run(['chat', 'Grüße, 你好 & "quotes" 100%'], {
        stdin: 'more: ñ',
      });
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /This is the sandbox/);
      assert.match(sandbox.exchanges[0]?.bodyText ?? '', /Grüße, 你好 & \\"quotes\\" 100%[^]*more: ñ/);
    },
  },
  {
    area,
    name: '`chat --out` and `map` write files',
    async run({ run, upstream, write, read }) {
      await upstream();
      write({ 'docs/a.md': 'one', 'docs/b.md': 'two' });
      const chat = await run(['chat', 'Say hello.', '--out', String.raw`out\answer.md`]);
      assert.equal(chat.exitCode, 0, chat.stderr);
      assert.match(read('out/answer.md'), /This is the sandbox/);
      const map = await run(['map', 'Sum up.', String.raw`docs\*.md`, '--out', String.raw`out\{name}.txt`]);
      assert.equal(map.exitCode, 0, map.stderr);
      for (const name of ['a', 'b']) assert.notEqual(read(`out/${name}.txt`), '');
    },
  },
  {
    area,
    name: '`usage` shows the ledger',
    async run({ run, upstream }) {
      await upstream();
      await run(['chat', 'Say hello.']);
      const { stdout, exitCode } = await run(['usage', '--json']);
      assert.equal(exitCode, 0);
      assert.equal((JSON.parse(stdout) as { total: { requests: number } }).total.requests, 1);
    },
  },
];
