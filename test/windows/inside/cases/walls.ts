import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { textOf } from '../../../support/results.ts';
import { NotShown, type Case } from '../case.ts';
import { shortName } from '../short-name.ts';
import type { World } from '../world.ts';

const area = 'Outside the roots';
const CANARY = 'canary-of-the-wine-tests';

/** The call is refused, and nothing of what it names is sent or shown. */
async function expectRefused(world: World, entries: readonly string[]): Promise<void> {
  const sandbox = await world.upstream();
  await using it = await world.serve();
  for (const entry of entries) {
    const result = await it.call('deepseek_chat', { prompt: 'Sum up.', files: [entry] });
    assert.equal(result.isError, true, `${entry} was sent`);
    assert.ok(!textOf(result).includes(CANARY), entry);
  }
  assert.equal(sandbox.exchanges.length, 0);
}

interface Wall {
  readonly name: string;
  readonly entries: (world: World) => readonly string[];
}

const WALLS: readonly Wall[] = [
  {
    name: 'a folder above',
    entries: () => [String.raw`..\outside.txt`, '../outside.txt', String.raw`src\..\..\outside.txt`],
  },
  {
    name: 'an absolute path',
    entries: ({ folder }) => [path.join(folder, 'outside.txt'), String.raw`C:\windows\win.ini`],
  },
  {
    name: 'a folder whose name begins with that of the root',
    entries: ({ root }) => [path.join(`${root} 2`, 'a.txt')],
  },
  {
    name: 'another drive',
    entries: () => [String.raw`Z:\etc\hostname`, 'Z:/etc/hostname', String.raw`D:\a.txt`],
  },
  {
    name: 'a path relative to a drive',
    entries: () => ['C:outside.txt', String.raw`Z:etc\hostname`, String.raw`C:..\outside.txt`],
  },
  {
    name: 'a path from the root of the drive',
    entries: () => [String.raw`\windows\win.ini`, '/windows/win.ini'],
  },
  {
    name: String.raw`\\?\, \\.\ and \??\ in front of a path`,
    entries: ({ folder }) =>
      ['\\\\?\\', '\\\\.\\', '//?/', '\\??\\'].map((prefix) => prefix + path.join(folder, 'outside.txt')),
  },
  {
    name: String.raw`wine's own \\?\unix`,
    entries: () => [String.raw`\\?\unix\etc\hostname`, '//?/unix/etc/hostname'],
  },
  {
    name: 'a UNC path',
    entries: () => [
      String.raw`\\localhost\c$\windows\win.ini`,
      '//localhost/c$/windows/win.ini',
      String.raw`\\?\UNC\localhost\c$\windows\win.ini`,
      'file://localhost/c$/windows/win.ini',
      'file:////localhost/c$/windows/win.ini',
    ],
  },
  {
    name: 'the name of a device',
    entries: () => [
      'CON',
      'nul',
      'NUL.txt',
      'aux.ts',
      String.raw`src\COM1`,
      'LPT9.md',
      'CONIN$',
      String.raw`\\.\PhysicalDrive0`,
      'com¹',
    ],
  },
  {
    name: 'an alternate data stream',
    entries: () => [
      'plain.txt:stream',
      'plain.txt::$DATA',
      String.raw`src:stream:$DATA`,
      'plain.txt:stream:1-2',
    ],
  },
  {
    name: 'a dot or a blank at the end of a name',
    entries: () => ['plain.txt.', 'plain.txt . .', 'src./a.ts', '.env.'],
  },
  {
    name: 'an absolute path by its 8.3 name',
    entries: ({ folder }) => [
      path.join(folder, shortName(path.join(folder, 'My Project')), '..', 'outside.txt'),
      path.join(folder, shortName(path.join(folder, 'My Project 2')), 'a.txt'),
    ],
  },
  {
    name: 'a glob',
    entries: ({ folder }) => [
      String.raw`..\*.txt`,
      path.join(folder, '*.txt'),
      String.raw`Z:\etc\host*`,
      String.raw`\\localhost\c$\*`,
    ],
  },
];

export const walls: readonly Case[] = [
  ...WALLS.map(({ name, entries }): Case => ({
    area,
    name: `${name} is refused`,
    async run(world) {
      world.write({
        'plain.txt': 'plain',
        'src/a.ts': 'a',
        '../outside.txt': CANARY,
        '../My Project 2/a.txt': CANARY,
      });
      await expectRefused(world, entries(world));
    },
  })),
  {
    area,
    name: 'a junction that leads out is refused',
    async run(world) {
      const outside = path.join(world.folder, 'elsewhere');
      mkdirSync(outside);
      writeFileSync(path.join(outside, 'a.txt'), CANARY);
      try {
        symlinkSync(outside, path.join(world.root, 'junction'), 'junction');
      } catch (error) {
        throw new NotShown(`no junction can be made here (${(error as NodeJS.ErrnoException).code})`);
      }
      await expectRefused(world, [String.raw`junction\a.txt`, 'junction/**']);
    },
  },
];
