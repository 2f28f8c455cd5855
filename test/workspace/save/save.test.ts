import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { planSave, type SavePlan } from '../../../src/workspace/save/save.ts';
import { bundle } from '../../support/bundle.ts';
import { folder, folderWith, openToAll, makePipe, refusal, write } from '../../support/files.ts';

const plan = (root: string, target: string, overwrite = false): Promise<SavePlan> =>
  planSave(target, { roots: [root], overwrite });
const contents = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();

/** To whom every folder is open. */

afterEach(() => {
  vi.unstubAllEnvs();
});

test('an answer is written with its size and its hash, and nothing is made before', async () => {
  const root = folder();
  const saving = await plan(root, 'out/deep/answer.md');
  expect([saving.path, readdirSync(root)]).toEqual(['out/deep/answer.md', []]);

  expect((await saving.write('größer\n')).saved_to).toEqual({
    path: 'out/deep/answer.md',
    bytes: 9,
    sha256: createHash('sha256').update('größer\n').digest('hex'),
    added: 1,
    removed: 0,
  });
  expect(readFileSync(path.join(root, 'out/deep/answer.md'), 'utf8')).toBe('größer\n');
  expect(contents(root)).toEqual(['out/deep/answer.md']);
});

test('an incomplete answer goes beside the target, and replaces nothing but the beginning of itself', async () => {
  const root = folderWith({ 'a.md': 'old', 'a.md.incomplete': 'theirs' });
  const saved = await (await plan(root, 'a.md', true)).writeIncomplete('part');
  await (await plan(root, 'a.md', true)).writeIncomplete('part, and more');

  expect(saved).toMatchObject({ path: 'a.md.incomplete-2', bytes: 4 });
  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('old');
  expect(readFileSync(path.join(root, 'a.md.incomplete'), 'utf8')).toBe('theirs');
  expect(readFileSync(path.join(root, 'a.md.incomplete-2'), 'utf8')).toBe('part, and more');
  expect(contents(root)).toEqual(['a.md', 'a.md.incomplete', 'a.md.incomplete-2']);
});

test('an absolute path, a further root and a root that is a link will do', async () => {
  const [root, other] = [folder(), path.join(folder(), 'docs')];
  mkdirSync(other);
  const link = path.join(folder(), 'link');
  symlinkSync(root, link, 'dir');
  const options = { roots: [link, other], overwrite: false };

  for (const [target, shown] of [
    [path.join(root, 'a.md'), 'a.md'],
    [path.join(link, 'b.md'), 'b.md'],
    [path.join(other, 'c.md'), 'docs//c.md'],
    ['docs//d.md', 'docs//d.md'],
  ] as const) {
    expect((await (await planSave(target, options)).write('x')).saved_to.path).toBe(shown);
  }
  expect(contents(root)).toEqual(['a.md', 'b.md']);
  expect(contents(other)).toEqual(['c.md', 'd.md']);
});

test('a file that exists is refused, unless it is to be overwritten', async () => {
  const root = folderWith({ 'a.md': 'old' });

  expect((await refusal(plan(root, 'a.md'))).message).toBe(
    'save_to "a.md" exists already. Choose another `save_to`, or set `overwrite: true`.',
  );
  await (await plan(root, 'a.md', true)).write('new');
  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('new');
});

test('permissions of an overwritten file are kept, also for what is beside it', async () => {
  const root = folderWith({ 'a.sh': 'old' });
  chmodSync(path.join(root, 'a.sh'), 0o770);
  const saving = await plan(root, 'a.sh', true);
  await saving.write('new');
  await saving.writeIncomplete('part');

  expect(statSync(path.join(root, 'a.sh')).mode & 0o777).toBe(0o770);
  expect(statSync(path.join(root, 'a.sh.incomplete')).mode & 0o777).toBe(0o770);
});

test('a new file has the permissions that new files have', async () => {
  const root = folder();
  await (await plan(root, 'a.md')).write('x');
  write(root, { 'b.md': 'x' });

  expect(statSync(path.join(root, 'a.md')).mode).toBe(statSync(path.join(root, 'b.md')).mode);
});

test('a link inside the root is written through', async () => {
  const root = folderWith({ 'real/a.md': 'old' });
  symlinkSync('real/a.md', path.join(root, 'link.md'));
  symlinkSync('real', path.join(root, 'folder'), 'dir');
  await (await plan(root, 'link.md', true)).write('new');
  const saved = await (await plan(root, 'folder/b.md')).write('b');

  expect(readlinkSync(path.join(root, 'link.md'))).toBe('real/a.md');
  expect(readFileSync(path.join(root, 'real/a.md'), 'utf8')).toBe('new');
  expect(saved.saved_to.path).toBe('folder/b.md');
  expect(contents(path.join(root, 'real'))).toEqual(['a.md', 'b.md']);
});

test('a hard link to a file outside is replaced, and the file outside stays', async () => {
  const [root, outside] = [folder(), folderWith({ 'a.md': 'theirs' })];
  linkSync(path.join(outside, 'a.md'), path.join(root, 'a.md'));
  await (await plan(root, 'a.md', true)).write('ours');

  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('ours');
  expect(readFileSync(path.join(outside, 'a.md'), 'utf8')).toBe('theirs');
});

const OUTSIDE = /is outside the folders/;
const TARGETS: readonly (readonly [target: string, reason: RegExp])[] = [
  ['../a.md', OUTSIDE],
  ['/tmp/a.md', OUTSIDE],
  ['/etc/cron.d/a', OUTSIDE],
  ['new/../../a.md', OUTSIDE],
  ['out/a.md', OUTSIDE],
  ['out/new/a.md', OUTSIDE],
  ['out.md', OUTSIDE],
  ['dead.md', /goes through a link that leads to nothing/],
  ['dead/a.md', /goes through a link that leads to nothing/],
  ['loop/a.md', /goes through a link that leads to nothing/],
  ['.', /is a folder/],
  ['folder', /is a folder/],
  ['folder/', /ends like a folder/],
  ['new/', /ends like a folder/],
  ['', /is no path/],
  ['a.md\0', /has a NUL character/],
  ['pipe', /is no regular file/],
  ['plain.md/a.md', /cannot be written to, or below a file/],
  [`${'x'.repeat(250)}.md`, /has too long a name/],
  ['.git/hooks/pre-commit', /belongs to Git itself/],
  ['.GIT/config', /belongs to Git itself/],
  ['.g\u200Bit/config', /is not seen/],
  ['sub/.git', /belongs to Git itself/],
  ['git-link/config', /belongs to Git itself/],
  ['.env', /is a place for secrets/],
  ['.ssh/authorized_keys', /is a place for secrets/],
  ['.npmrc', /is a place for secrets/],
  ['env-link', /is a place for secrets/],
  ['.mcp.json', /is configuration of this server or of an agent/],
  ['.vscode/mcp.json', /is configuration of this server or of an agent/],
  ['.claude/settings.local.json', /is configuration of this server or of an agent/],
  ['opencode.json', /is configuration of this server or of an agent/],
  ['home/runapi/config.json', /is configuration of this server or of an agent/],
];

test('what must not be written is refused before anything is spent, whether to overwrite or not', async () => {
  const [root, outside] = [
    folderWith({ 'plain.md': '', '.git/config': '', '.env': '', 'folder/a.md': '' }),
    folder(),
  ];
  symlinkSync(outside, path.join(root, 'out'), 'dir');
  write(outside, { 'a.md': 'theirs' });
  symlinkSync(path.join(outside, 'a.md'), path.join(root, 'out.md'));
  symlinkSync(path.join(outside, 'missing.md'), path.join(root, 'dead.md'));
  symlinkSync(path.join(outside, 'missing'), path.join(root, 'dead'));
  symlinkSync('loop', path.join(root, 'loop'));
  symlinkSync('.git', path.join(root, 'git-link'), 'dir');
  symlinkSync('.env', path.join(root, 'env-link'));
  makePipe(path.join(root, 'pipe'));
  vi.stubEnv('XDG_CONFIG_HOME', path.join(root, 'home'));
  const wrong: string[] = [];
  for (const [target, reason] of TARGETS) {
    for (const overwrite of [false, true]) {
      const { what, message } = await refusal(plan(root, target, overwrite));
      if (!reason.test(what) || message.includes(root)) wrong.push(`${target}: ${message}`);
    }
  }

  expect(wrong).toEqual([]);
  expect(contents(outside)).toEqual(['a.md']);
});

test('names that only look like those are taken', async () => {
  const root = folder();
  for (const target of [
    '.gitignore',
    '.github/workflows/a.yml',
    '.env.example',
    'git/config',
    'mcp.json',
    'settings.json',
  ]) {
    await (await plan(root, target)).write('x');
  }

  expect(contents(root)).toHaveLength(6);
});

test('without roots nothing is saved', async () => {
  const error = await refusal(planSave('a.md', { roots: [], overwrite: false }));

  expect([error.kind, error.message]).toEqual(['configuration', expect.stringContaining('DEEPSEEK_ROOTS')]);
});

test('a file that appears while the answer is made is left alone', async () => {
  const root = folder();
  const saving = await plan(root, 'a.md');
  write(root, { 'a.md': 'theirs' });

  expect((await refusal(saving.write('ours'))).message).toMatch(
    /^"a\.md" has been made by somebody else .* was left alone\./,
  );
  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('theirs');
  expect(contents(root)).toEqual(['a.md']);
});

test('a file that cannot be replaced stays, and nothing is left beside it', async () => {
  const root = folderWith({ 'a.md': 'old' });
  const saving = await plan(root, 'a.md', true);
  renameSync(path.join(root, 'a.md'), path.join(root, 'kept.md'));
  write(root, { 'a.md/inside.txt': 'x' });

  expect((await saving.write('new')).error?.what).toMatch(/^"a\.md" was changed by somebody else/);
  expect(contents(root)).toEqual(['a.md.new', 'a.md/inside.txt', 'kept.md']);
});

test('a folder that became a file is reported', async () => {
  const root = folderWith({ 'out/a.md': '' });
  const saving = await plan(root, 'out/b.md');
  renameSync(path.join(root, 'out'), path.join(root, 'moved'));
  write(root, { out: 'a file' });

  expect((await refusal(saving.write('x'))).what).toMatch(/could not be written \((?:ENOTDIR|EEXIST)\)/);
  expect(contents(root)).toEqual(['moved/a.md', 'out']);
});

test.for(['a.md', 'new/deep/a.md'])(
  'a link that takes the place of the folder of %s is not followed',
  async (name) => {
    const [root, outside] = [folderWith({ 'out/keep.md': '' }), folder()];
    const saving = await plan(root, `out/${name}`);
    renameSync(path.join(root, 'out'), path.join(root, 'moved'));
    symlinkSync(outside, path.join(root, 'out'), 'dir');

    for (const save of ['write', 'writeIncomplete'] as const) {
      expect((await refusal(saving[save]('x'))).what).toMatch(/was replaced by a link/);
    }
    expect(readdirSync(outside)).toEqual([]);
    expect(contents(path.join(root, 'moved'))).toEqual(['keep.md']);
  },
);

test('a folder that was removed meanwhile is made again', async () => {
  const root = folderWith({ 'out/a.md': '' });
  const saving = await plan(root, 'out/b.md');
  renameSync(path.join(root, 'out'), path.join(folder(), 'gone'));
  await saving.write('x');

  expect(contents(root)).toEqual(['out/b.md']);
});

test('a name as long as may be can be saved, whole and incomplete', async () => {
  const root = folder();
  const name = `${'ä'.repeat(119)}.md`;
  const saving = await plan(root, name);
  await saving.write('x');
  await saving.writeIncomplete('y');

  expect(readdirSync(root)).toHaveLength(2);
});

const PROGRAM = new URL('./plan-in-process.ts', import.meta.url);

/** The error for a user to whom permissions apply: to root, as whom tests may run, they do not. */
function planAsAnybody(root: string, target: string): string {
  // Not from the checkout, which may be in a folder that is root's alone.
  const programs = folder();
  const program = bundle(PROGRAM, programs);
  openToAll(programs);
  return execFileSync(process.execPath, [program, root, target], {
    encoding: 'utf8',
    cwd: programs,
    ...openToAll(root),
  });
}

test('a folder that may not be written to is refused before anything is spent', async () => {
  const root = folder();
  chmodSync(root, 0o555);

  for (const target of ['a.md', 'new/a.md'])
    expect(planAsAnybody(root, target)).toMatch(/cannot be written to/);
});

test.runIf(process.platform === 'linux')('a folder that nobody may write to is refused as well', async () => {
  expect((await refusal(plan('/proc/self', 'a.md'))).what).toMatch(/cannot be written to/);
});
