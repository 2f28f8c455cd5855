import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nameCommand } from '../src/command-name.ts';
import { temporaryFolder } from './support/folder.ts';

async function place(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  return file;
}

const started = (script: string, workingFolder: string, PATH = '') =>
  nameCommand({ script, workingFolder, environment: { PATH }, platform: 'linux' });

test('from a checkout it is Node.js with the script, relative to the working folder where it is below', async () => {
  await using it = await temporaryFolder();
  const script = await place(it.path, 'my checkout/dist/bin.js');

  expect(started(script, path.join(it.path, 'my checkout'))).toBe(`node ${path.join('dist', 'bin.js')}`);
  expect(started(script, path.join(it.path, 'elsewhere'))).toBe(`node "${script}"`);
});

test('it is the plain name where PATH leads to the script, and only then', async () => {
  await using it = await temporaryFolder();
  const script = await place(it.path, 'package/dist/bin.js');
  const other = await place(it.path, 'other/runapi-deepseek');
  const bin = path.join(it.path, 'bin');
  await mkdir(bin);
  await symlink(script, path.join(bin, 'runapi-deepseek'));
  const search = ['/nowhere', bin].join(path.delimiter);

  expect(started(path.join(bin, 'runapi-deepseek'), it.path, search)).toBe('runapi-deepseek');
  expect(started(script, it.path, path.dirname(other))).toBe(
    `node ${path.join('package', 'dist', 'bin.js')}`,
  );
});

test('from the folder of npx it is npx, although that folder is on PATH', async () => {
  await using it = await temporaryFolder();
  const script = await place(it.path, '_npx/1a2b/node_modules/runapi-deepseek/dist/bin.js');
  const bin = path.join(it.path, '_npx/1a2b/node_modules/.bin');
  await mkdir(bin);
  await symlink(script, path.join(bin, 'runapi-deepseek'));

  expect(started(path.join(bin, 'runapi-deepseek'), it.path, bin)).toBe('npx -y runapi-deepseek');
});

test('on Windows the shim of npm counts', async () => {
  await using it = await temporaryFolder();
  const script = await place(it.path, 'node_modules/runapi-deepseek/dist/bin.js');
  await place(it.path, 'runapi-deepseek.cmd');
  const how = { script, workingFolder: '/', environment: { Path: it.path }, platform: 'win32' } as const;

  expect(nameCommand(how)).toBe('runapi-deepseek');
});

test('on Windows a backslash in quotes is one backslash', async () => {
  await using it = await temporaryFolder();
  const script = await place(it.path, String.raw`my check\out/dist/bin.js`);
  const how = { script, workingFolder: '/nowhere', environment: {}, platform: 'win32' } as const;

  expect(nameCommand(how)).toBe(`node "${script}"`);
});
