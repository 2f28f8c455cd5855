import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { receiptOf, textOf } from '../../../support/results.ts';
import { until } from '../../../support/until.ts';
import { NotShown, type Case } from '../case.ts';
import type { Server, World } from '../world.ts';

const area = 'Check';
const FILES = { 'a.js': 'let total = 1;\n' };
/** A process of a process of the check, which writes its id and lives for a minute. */
const GRANDCHILD = {
  'grand.cjs': "require('fs').writeFileSync('pid', String(process.pid)); setTimeout(() => {}, 60000);",
  'child.cjs': "require('child_process').spawnSync(process.execPath, ['grand.cjs']);",
};

const edit = (it: Server, signal?: AbortSignal) =>
  it.client.callTool(
    {
      name: 'deepseek_stream',
      arguments: { prompt: 'Rename total to sum.', files: ['a.js'], save_format: 'edits', check: 'test' },
    },
    signal && { signal },
  );

async function open(world: World, command: string, more: Record<string, string> = {}): Promise<Server> {
  await world.upstream();
  world.write({ ...FILES, ...GRANDCHILD });
  return world.serve({ DEEPSEEK_CHECK_TEST: command, ...more });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function grandchildEnds({ exists, read }: World): Promise<void> {
  await until('the process has written its id', () => exists('pid') && read('pid') !== '');
  const pid = Number(read('pid'));
  await until('the process has ended', () => !isAlive(pid), 20_000);
}

/** The check was given up, is gone, and the file is as it was. */
function expectEnded(world: World, result: CallToolResult): void {
  assert.equal(result.isError, true);
  assert.equal(receiptOf(result).check?.exit_code, null, textOf(result));
  assert.equal(world.read('a.js'), FILES['a.js']);
}

async function killDuringCheck(world: World, server: Server): Promise<void> {
  const call = edit(server).catch(() => undefined);
  await until('the check has begun', () => world.exists('pid'));
  process.kill(server.pid);
  await call;
}

/** taskkill of older wines ends single processes only. */
function needTree(): void {
  const { stdout } = spawnSync('taskkill', ['/t', '/f', '/pid', '999999'], { encoding: 'utf8' });
  if (/unknown or invalid/i.test(stdout)) throw new NotShown('taskkill has no /T here');
}

function needStartTimes(): void {
  const { stdout } = spawnSync('powershell', ['-NoProfile', '-Command', '40+2'], { encoding: 'utf8' });
  if (stdout?.trim() !== '42') throw new NotShown('there is no PowerShell here');
}

const NODE = `"${process.execPath}"`;
const HANGS = `${NODE} -e "setTimeout(() => {}, 60000)"`;

export const check: readonly Case[] = [
  {
    area,
    name: 'a command line of `cmd.exe` passes: the change is kept',
    async run(world) {
      await using it = await open(world, 'findstr /c:"sum = 1" a.js && if "%RUNAPI_API_KEY%"=="" exit 0');
      const result = await edit(it);
      assert.deepEqual(
        [receiptOf(result).status, receiptOf(result).check?.exit_code],
        ['complete', 0],
        textOf(result),
      );
      assert.equal(world.read('a.js'), 'let sum = 1;\n');
    },
  },
  {
    area,
    name: 'a check that never passes: its output is shown, the file restored',
    async run(world) {
      await using it = await open(world, 'echo it is wrong & exit 3');
      const result = await edit(it);
      assert.equal(result.isError, true);
      assert.match(textOf(result), /it is wrong/);
      assert.equal(world.read('a.js'), FILES['a.js']);
    },
  },
  {
    area,
    name: 'a timeout ends the check, and restores the file',
    async run(world) {
      await using it = await open(world, HANGS, { DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '5' });
      expectEnded(world, await edit(it));
    },
  },
  {
    area,
    name: 'a timeout ends also what the check has started',
    async run(world) {
      needTree();
      await using it = await open(world, `${NODE} child.cjs`, { DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '5' });
      expectEnded(world, await edit(it));
      await grandchildEnds(world);
    },
  },
  {
    area,
    name: 'a cancel restores the file, and ends the check with what it has started',
    async run(world) {
      needTree();
      const cancel = new AbortController();
      await using it = await open(world, `${NODE} child.cjs`);
      const call = edit(it, cancel.signal).catch(() => undefined);
      await until('the check has begun', () => world.exists('pid'));
      cancel.abort();
      await call;
      await grandchildEnds(world);
      await until('the file is restored', () => world.read('a.js') === FILES['a.js']);
    },
  },
  {
    area,
    name: 'after a kill of the server, the next start restores the file',
    async run(world) {
      const first = await open(world, `${NODE} child.cjs`);
      await killDuringCheck(world, first);
      await using second = await world.serve();
      await second.call('list_models', {});
      await until('the file is restored', () => world.read('a.js') === FILES['a.js']);
    },
  },
  {
    area,
    name: 'after a kill of the server, the next start ends the check with what it has started',
    async run(world) {
      needTree();
      needStartTimes();
      await killDuringCheck(world, await open(world, `${NODE} child.cjs`));
      await using second = await world.serve();
      await second.call('list_models', {});
      await grandchildEnds(world);
    },
  },
  {
    area,
    name: 'programs of the project that are called like those of Windows are not started',
    async run(world) {
      const started = path.join(world.folder, 'started');
      const mark = path.join(world.folder, 'mark.cjs');
      writeFileSync(
        mark,
        `const name = require('path').basename(process.execPath);
        if (name !== 'node.exe') require('fs').appendFileSync(${JSON.stringify(started)}, name);`,
      );
      await using it = await open(world, HANGS, {
        DEEPSEEK_CHECKS_TIMEOUT_SECONDS: '5',
        NODE_OPTIONS: `--require "${mark.replaceAll('\\', '/')}"`,
      });
      for (const name of ['taskkill', 'powershell', 'cmd']) {
        copyFileSync(process.execPath, path.join(world.root, `${name}.exe`));
      }
      expectEnded(world, await edit(it));
      assert.ok(!existsSync(started), 'one was started');
    },
  },
];
