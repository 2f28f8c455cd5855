import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openProject, type Project } from '../../../src/workspace/explore/project.ts';
import { folderWith, write } from '../../support/files.ts';
import { HOSTILE_PATHS } from '../../support/hostile-names.ts';
import { CANARY, hostileWorld, SECRET_NAMES } from '../../support/hostile-world.ts';

const ROOM = 1_000_000;

function open(roots: readonly string[], closedFolders: readonly string[] = []): Promise<Project> {
  return openProject({ roots, closedFolders, allowedFiles: [], maxInputBytes: 2_000_000, signal: undefined });
}

/** Every action of the function with one path. */
async function tryAll(project: Project, given: string): Promise<string[]> {
  const results = [
    await project.list({ path: given }),
    await project.search({ path: given, pattern: '.' }),
    await project.search({ path: given, pattern: 'canary' }),
    await project.read({ path: given }, ROOM),
    await project.read({ path: given, from: 1, to: 1 }, ROOM),
  ];
  return results.map(({ text }) => text);
}

test('nothing hostile is shown by any action, whatever it is called', async () => {
  const { project: root, outside } = await hostileWorld();
  const project = await open([root]);
  const names = [...HOSTILE_PATHS, ...SECRET_NAMES].map((given) =>
    given.replace('OUT', outside).replace('IN', root),
  );
  const globs = [
    '**',
    '**/*',
    '.*',
    '**/.env*',
    '*',
    '../**',
    'link/**',
    'up/**',
    '{.env,id_rsa}',
    '/**',
    '[.]env',
  ];
  const leaks: string[] = [];
  let shown = '';
  for (const given of ['.', '', ...globs, ...names]) {
    for (const text of await tryAll(project, given)) {
      shown += text;
      // The pattern is named in the result of a search.
      if (text.includes(CANARY) || /root:.*:0:0/.test(text)) leaks.push(given);
    }
  }

  expect(leaks).toEqual([]);
  expect(shown).toContain('export const a = 1;');
  const { text } = await project.list({ path: '.' });
  for (const name of ['.env', '.npmrc', 'id_ed25519', 'secret.txt', 'passwd', 'settings.txt', 'pipe'])
    expect(text.split('\n').map((line) => line.trim().split(' ')[0])).not.toContain(name);
});

test('every refusal is words', async () => {
  const { project: root } = await hostileWorld();
  const project = await open([root]);
  for (const given of [...HOSTILE_PATHS, ...SECRET_NAMES]) {
    const { text, isRefused } = await project.read({ path: given.replace('IN', root) }, ROOM);
    expect(text).toMatch(isRefused ? /^".*"[ :] ?\S.*\.$/s : /\(number, tab, line\):|is an empty file/);
    expect(text).not.toMatch(/DEEPSEEK_|ask the user/);
  }
});

test('ignored paths, .git and the state folder are closed to each action, also through links', async () => {
  const root = folderWith({
    '.gitignore': 'built/\n*.log\n',
    'src/a.ts': 'needle\n',
    'src/a.log': 'needle\n',
    'built/deep/x.js': 'needle\n',
    '.git/config': 'needle\n',
    'state/runs/r.jsonl': 'needle\n',
  });
  symlinkSync('built/deep/x.js', path.join(root, 'to-ignored.js'));
  symlinkSync('.git/config', path.join(root, 'to-git'));
  symlinkSync('state/runs/r.jsonl', path.join(root, 'to-state'));
  symlinkSync('src/a.ts', path.join(root, 'to-open.ts'));
  const project = await open([root], [path.join(root, 'state')]);

  const { text: everywhere } = await project.search({ path: '.', pattern: 'needle' });
  expect(everywhere).toMatch(/: 2 lines in 2 files/);
  const { text: tree } = await project.list({ path: '.' });
  expect(tree).not.toMatch(/built|a\.log|to-ignored|to-git|to-state|state|config/);
  for (const closed of [
    'src/a.log',
    'built',
    'built/**',
    'built/deep/x.js',
    '.git',
    '.git/**',
    '.git/config',
    'state',
    'state/**',
    'to-ignored.js',
    'to-git',
    'to-state',
  ]) {
    for (const text of await tryAll(project, closed))
      expect(text).not.toMatch(/1[:\t] ?needle|needle"?.*: [1-9]/);
  }
});

test('lines with secrets match nothing and are not shown, and others of their file are', async () => {
  const key = ['ghp', 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join('_');
  const root = folderWith({ 'a.ts': `first\nconst token = '${key}';\nthird needle\n` });
  const project = await open([root]);
  const texts = await Promise.all([
    project.search({ path: '.', pattern: 'ghp_' }),
    project.search({ path: '.', pattern: 'token' }),
    project.search({ path: '.', pattern: 'needle' }),
    project.read({ path: 'a.ts' }, ROOM),
    project.read({ path: 'a.ts', from: 3 }, ROOM),
  ]);
  const [byKey, byName, needle, whole, part] = texts.map(({ text }) => text);

  for (const { text } of texts) expect(text).not.toContain(key);
  expect(byKey).toMatch(/: 0 lines/);
  expect(byName).toMatch(/: 0 lines/);
  expect(needle).toContain('2- (not shown: it holds what looks like a secret)\n3: third needle');
  expect(whole).toMatch(/^"a\.ts" is not sent: it holds what looks like .* \(line 2\)\. Read other lines/);
  expect(part).toBe('a.ts, lines 3 to 3 of 3 (number, tab, line):\n3\tthird needle');
});

test('other roots are found by their names', async () => {
  const [first, second] = [folderWith({ 'a.ts': 'a\n' }), path.join(folderWith({}), 'docs')];
  mkdirSync(second);
  write(second, { 'guide.md': 'needle\n' });
  const project = await open([first, second]);

  expect((await project.list({ path: '.' })).text).toContain('docs// (another folder of the project');
  expect((await project.list({ path: 'docs//' })).text).toContain('guide.md 7 B');
  expect((await project.read({ path: 'docs//guide.md' }, ROOM)).text).toContain('1\tneedle');
});
