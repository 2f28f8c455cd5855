import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { folder, folderWith, makePipe, read, readPaths, refusal, write } from '../../support/files.ts';

/** Without what the developer's own git ignores. */
let home = '';
beforeEach(() => {
  home = folder();
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  vi.stubEnv('GIT_CONFIG_GLOBAL', undefined);
});

const git = (root: string, ...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });

function repository(files: Record<string, string>): string {
  const root = folderWith(files);
  git(root, 'init', '-q');
  return root;
}

function commit(root: string): void {
  git(root, 'add', '-A');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'a');
}

test('a walk stops at a nested repository, of either kind, and says so', async () => {
  const root = repository({ 'a.ts': '', 'libs/inner/b.ts': '', 'libs/inner/deep/c.ts': '' });
  commit(root);
  git(root, 'worktree', 'add', '-q', '.claude/worktrees/x');
  git(path.join(root, 'libs/inner'), 'init', '-q');

  const { files, skipped } = await read(root, '**/*.ts');
  expect(files.map((file) => file.path)).toEqual(['a.ts']);
  expect(skipped).toEqual([
    { path: '.claude/worktrees/x', reason: 'is another Git repository' },
    { path: '.git', reason: 'belongs to Git itself' },
    { path: 'libs/inner', reason: 'is another Git repository' },
  ]);
  expect((await refusal(read(root, 'libs/**'))).what).toMatch(/libs\/inner is another Git repository/);
});

test('a nested repository that is named is read, by its own rules', async () => {
  const root = repository({
    '.gitignore': '.claude/\n*.md\n',
    'a.ts': '',
    '.claude/worktrees/x/.gitignore': '*.log\n',
    '.claude/worktrees/x/src/b.ts': '',
    '.claude/worktrees/x/src/b.log': '',
    '.claude/worktrees/x/src/b.md': '',
  });
  git(path.join(root, '.claude/worktrees/x'), 'init', '-q');

  const inner = '.claude/worktrees/x/src';
  for (const entry of ['.claude/worktrees/x/**/b.*', '.claude/worktrees/x/src/*', inner]) {
    expect(await readPaths(root, entry)).toEqual([`${inner}/b.md`, `${inner}/b.ts`]);
  }
  expect(await readPaths(root, `${inner}/b.log`)).toEqual([`${inner}/b.log`]);
  expect((await refusal(read(root, '.claude/**'))).what).toContain('.claude is excluded by .gitignore');
});

test('info/exclude and the global ignore file are read as git reads them', async () => {
  const root = repository({ 'a.ts': '', 'a.log': '', 'a.tmp': '', 'a.bak': '', 'deep/a.tmp': '' });
  write(root, { '.git/info/exclude': '*.tmp\n!keep.bak\n', 'keep.bak': '' });
  write(home, { '.config/git/ignore': '*.bak\n*.log\n' });

  const { files, skipped } = await read(root, '**', '!.git');
  expect(files.map((file) => file.path)).toEqual(['a.ts', 'keep.bak']);
  expect(skipped).toEqual([
    { path: 'a.bak', reason: "is excluded by git's global ignore file" },
    { path: 'a.log', reason: "is excluded by git's global ignore file" },
    { path: 'a.tmp', reason: 'is excluded by .git/info/exclude' },
    { path: 'deep/a.tmp', reason: 'is excluded by .git/info/exclude' },
  ]);
  write(root, { '.gitignore': '!a.bak\n' });
  expect(await readPaths(root, '*.bak')).toEqual(['a.bak', 'keep.bak']);
});

test.for([
  ['~/.gitconfig', { '.gitconfig': '[core]\n\texcludesFile = ~/ignored' }],
  ['in the XDG folder', { '.config/git/config': '[core] excludesfile = "~/ignored" ; comment' }],
  [
    'by an include',
    { '.gitconfig': '[include]\npath = more', more: '[CORE]\nexcludesfile=\\\n~/ignored # x' },
  ],
  [
    'past another section',
    { '.gitconfig': '[core "x"]\nexcludesfile = no\n[core]\nexcludesfile = ~/ignored\n[a]' },
  ],
] as const)('a global ignore file that is set %s is found', async ([, files]) => {
  write(home, { ...files, ignored: '*.log', '.config/git/ignore': '*.ts' });
  const root = repository({ 'a.ts': '', 'a.log': '' });

  expect(git(root, 'config', '--path', 'core.excludesfile').trim()).toBe(path.join(home, 'ignored'));
  expect(await readPaths(root, 'a.*')).toEqual(['a.ts']);
});

test("a repository's own setting counts more, and may be a link or none", async () => {
  const root = repository({ 'a.ts': '', 'a.log': '' });
  write(home, { '.gitconfig': '[core]\nexcludesFile = ~/ignored', ignored: '*.log', other: '*.ts' });
  symlinkSync(path.join(home, 'other'), path.join(home, 'link'));
  git(root, 'config', 'core.excludesFile', path.join(home, 'link'));
  expect(await readPaths(root, 'a.*')).toEqual(['a.log']);

  git(root, 'config', 'core.excludesFile', '');
  expect(await readPaths(root, 'a.*')).toEqual(['a.log', 'a.ts']);
});

test('a linked work tree reads the settings of its repository', async () => {
  const root = repository({ 'a.ts': '', 'a.log': '' });
  commit(root);
  const tree = path.join(folder(), 'tree');
  git(root, 'worktree', 'add', '-q', tree);
  write(root, { '.git/info/exclude': '*.log' });

  expect(await readPaths(tree, 'a.*')).toEqual(['a.ts']);
});

test('git and we agree where core.ignoreCase is set', async () => {
  const root = repository({
    '.gitignore': 'BUILD/\n*.Log\n[a-c].md',
    'build/a': '',
    'a.LOG': '',
    'B.md': '',
    'd.md': '',
  });
  git(root, 'config', 'core.ignoreCase', 'true');
  const listed = git(root, 'ls-files', '-oz', '--exclude-standard').split('\0').filter(Boolean);

  expect(await readPaths(root, '**')).toEqual(listed.toSorted());
});

test('without a repository, only .gitignore counts; a pipe in place of a file of git holds nothing up', async () => {
  write(home, { '.config/git/ignore': '*.log\n' });
  const root = folderWith({ '.gitignore': '*.tmp', 'a.log': '', 'a.tmp': '' });
  expect(await readPaths(root, 'a.*')).toEqual(['a.log']);

  mkdirSync(path.join(root, '.git/info'), { recursive: true });
  write(root, { '.git/HEAD': 'ref: refs/heads/main\n' });
  makePipe(path.join(root, '.git/config'));
  makePipe(path.join(root, '.git/info/exclude'));
  expect((await refusal(read(root, 'a.*'))).what).toContain('is excluded by');
});
