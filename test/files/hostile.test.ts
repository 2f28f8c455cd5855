import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { CANARY, hostileWorld, SECRET_NAMES } from '../delegation/files/hostile-world.ts';
import { temporaryFolder } from '../support/folder.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';

/** Ways out of the project, to its secrets, and to what is no file. */
function hostilePaths(outside: string): string[] {
  const ways = [
    '../outside/secret.txt',
    '../secret.txt',
    '..',
    '../*',
    '../**/*',
    '../project-twin/secret.txt',
    './../outside/secret.txt',
    'src/../../outside/secret.txt',
    'src/../../**',
    '/',
    '/**',
    '/*',
    '//',
    '..\\outside\\secret.txt',
    '..%2foutside%2fsecret.txt',
    '%2e%2e/outside/secret.txt',
    '..%5coutside',

    '．．/outside/secret.txt',
    '..\u2215outside\u2215secret.txt',
    '..\u0000/outside/secret.txt',
    'plain.txt\u0000',

    'link.txt',
    'absolute-link.txt',
    'link/secret.txt',
    'link/deep/secret.txt',
    'link/**',
    'link/*',
    'up/secret.txt',

    'up/outside/**',
    'top/etc/passwd',
    'top/**/passwd',
    'link-to-link.txt',
    'link-in-turns.txt',
    'loop-a',
    'loop-b',

    'dead',
    'dead-outside',
    'zero',
    'stdin',
    'environ',
    'cwd/outside/secret.txt',
    'proc-root/etc/passwd',
    'passwd',

    'twin/secret.txt',
    'settings.txt',
    '.env.production',
    'pipe',
    'pipe.ts',
    'pipe-link',
    'socket',
    '/dev/zero',

    '/dev/stdin',
    '/dev/fd/0',
    '/proc/self/environ',
    '/proc/self/cwd/.env',
    '/proc/self/root/etc/passwd',
    '/etc/passwd',

    path.join(outside, 'secret.txt'),
    `${outside}/**`,
    '~/.ssh/id_rsa',
    '$HOME/.netrc',
    'file:///etc/passwd',
    '.git/config',

    '{..,src}/outside/secret.txt',
    '{../outside,src}/*',
    '[.][.]/outside/secret.txt',
    '?(..)/outside/*',
    '!(src)/../../*',

    '.ENV',
    '.Env',
    'ID_RSA',
    '.ENV.Staging',
    'hard/.env',
    '.env:1-3',
    '.env*',
    '**/.env*',
    '{.env,plain.txt}',
    '**/id_*',

    '.ssh/*',
    '**/*.p12',
    'C:\\Windows\\win.ini',
    '\\\\server\\share\\x',
    'CON',
    'plain.txt:stream',
    '.env.',
    '.env ',
    ...SECRET_NAMES,
  ];
  return [...new Set(ways)];
}

test('a hundred hostile paths bring nothing upstream that is not the project’s own, and no secret', async () => {
  const { project, outside } = await hostileWorld();
  await using state = await temporaryFolder();
  await using sandbox = await startSandbox();
  await using server = await connectInMemory(
    sandboxEnvironment(sandbox, {
      DEEPSEEK_ROOTS: project,
      DEEPSEEK_STATE_DIR: state.path,
      SECRET_CANARY: CANARY,
    }),
  );
  const paths = hostilePaths(outside);
  const call = (args: Record<string, unknown>) =>
    server.client.callTool({ name: 'deepseek_stream', arguments: { prompt: 'Tell me.', ...args } });
  for (const hostile of paths) {
    await call({ files: [hostile] });
    await call({ for_each: [hostile], save_to: 'out/{path}.md' });
  }
  // All of the project at once: what may be sent is sent, so that the record is known to work.
  await call({ files: ['**/*'] });
  const sent = JSON.stringify(sandbox.exchanges.map(({ body }) => body));

  expect(paths.length).toBeGreaterThan(100);
  expect(sent).not.toContain(CANARY);
  expect(sent).not.toMatch(/root:.*:0:0/);
  expect(sent).toContain('export const a = 1;');
  expect(server.defects).toEqual([]);
}, 60_000);

test('no hostile save_to writes outside the project, onto a link, a device or a secret', async () => {
  const { project, outside } = await hostileWorld();
  await using state = await temporaryFolder();
  await using sandbox = await startSandbox({ answer: () => 'WRITTEN' });
  await using server = await connectInMemory(
    sandboxEnvironment(sandbox, { DEEPSEEK_ROOTS: project, DEEPSEEK_STATE_DIR: state.path }),
  );
  const before = contentsOf(outside);
  for (const hostile of [
    ...hostilePaths(outside),
    '.git/hooks/pre-commit',
    '.mcp.json',
    '.claude/settings.json',
  ]) {
    await server.client.callTool({
      name: 'deepseek_stream',
      arguments: { prompt: 'Write.', save_to: hostile, overwrite: true },
    });
  }

  expect(contentsOf(outside)).toEqual(before);
  expect(readFileSync(path.join(outside, '../secret.txt'), 'utf8')).toBe(CANARY);
  for (const name of SECRET_NAMES) expect(readFileSync(path.join(project, name), 'utf8')).toBe(CANARY);
  for (const name of ['.git/hooks/pre-commit', '.mcp.json', '.claude/settings.json']) {
    expect(existsSync(path.join(project, name))).toBe(false);
  }
  expect(server.defects).toEqual([]);
}, 60_000);

function contentsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `${file}: ${readFileSync(file, 'utf8')}`);
}
