import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isOurs } from '../../src/install/is-ours.ts';
import { temporaryFolder } from '../support/folder.ts';

test.for([
  [{ command: 'npx', args: ['-y', 'runapi-deepseek', 'serve'] }, true],
  [{ command: 'npx', args: ['-y', 'runapi-deepseek@0.1.0'] }, true],
  [{ command: '/usr/local/bin/runapi-deepseek' }, true],
  [{ command: 'C:\\npm\\runapi-deepseek.cmd', args: [] }, true],
  [{ command: ['bunx', 'runapi-deepseek', 'serve'] }, true],
  [{ cmd: 'npx', args: ['runapi-deepseek'] }, true],
  [{ command: 'node', args: ['/gone/dist/bin.js', 'serve'] }, true],
  [{ command: 'node', args: ['/gone/dist/bin.js'] }, false],
  [{ command: 'node', args: ['/gone/dist/index.js', 'serve'] }, false],
  [{ command: 'npx', args: ['deepseek-mcp', '--cwd', '/home/me/runapi-deepseek-notes'] }, false],
  [{ command: 'cmd', args: ['/c', 'npx', '-y', 'runapi-deepseek', 'serve'] }, true],
  [{ command: 'npm', args: ['exec', '--yes', '--', 'runapi-deepseek@latest', 'serve'] }, true],
  [{ command: 'npx', args: ['-y', '--package', 'runapi-deepseek', 'runapi-deepseek', 'serve'] }, true],
  [{ command: 'node', args: ['/x/node_modules/.bin/runapi-deepseek', 'serve'] }, true],
  [{ command: 'npx', args: ['-y', 'deepseek-mcp', '--config', '/home/me/runapi-deepseek'] }, false],
  [{ command: 'python', args: ['server.py', '--cwd', '/src/runapi-deepseek'] }, false],
  [{ command: 'docker', args: ['run', '-i', 'someone/runapi-deepseek'] }, false],
  [{ command: 'npx', args: ['-y', '@someone/runapi-deepseek'] }, false],
  [{ command: 'uvx', args: ['--from', 'git+https://example.com/runapi-deepseek', 'serve'] }, false],
  [{ url: 'https://example.com/runapi-deepseek' }, false],
  [null, false],
  ['runapi-deepseek', false],
  [{ command: 7, args: 'x' }, false],
] as const)('%j: %s', async ([entry, verdict]) => {
  expect(await isOurs(entry)).toBe(verdict);
});

test.for([
  ['runapi-deepseek', true],
  ['another-server', false],
] as const)('the dist/bin.js of the package %s: %s', async ([name, verdict]) => {
  await using it = await temporaryFolder();
  await mkdir(path.join(it.path, 'dist'));
  await writeFile(path.join(it.path, 'dist/bin.js'), '');
  await writeFile(path.join(it.path, 'package.json'), JSON.stringify({ name }));

  expect(await isOurs({ command: 'node', args: [path.join(it.path, 'dist/bin.js'), 'serve'] })).toBe(verdict);
});
