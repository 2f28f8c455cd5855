import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compileGlobs } from '../../../src/workspace/glob/glob.ts';
import { readIgnoreRules } from '../../../src/workspace/glob/ignore/ignore-rules.ts';
import { walk } from '../../../src/workspace/glob/walk.ts';
import {
  asAnybody,
  folder,
  folderWith,
  RANDOM,
  read,
  readPaths,
  refusal,
  write,
} from '../../support/files.ts';

const TREE = {
  'a.ts': '',
  'b.js': '',
  'src/a.ts': '',
  'src/b.tsx': '',
  'src/deep/c.ts': '',
  'src/deep/.hidden.ts': '',
  'test/a.test.ts': '',
};

test.for([
  ['*.ts', ['a.ts']],
  ['**/*.ts', ['a.ts', 'src/a.ts', 'src/deep/.hidden.ts', 'src/deep/c.ts', 'test/a.test.ts']],
  ['src/*', ['src/a.ts', 'src/b.tsx']],
  ['src/**', ['src/a.ts', 'src/b.tsx', 'src/deep/.hidden.ts', 'src/deep/c.ts']],
  ['./src/*.ts', ['src/a.ts']],
  ['src/../*.ts', ['a.ts']],
  ['{src,test}/*.ts', ['src/a.ts', 'test/a.test.ts']],
  ['src/{a,deep/c}.ts', ['src/a.ts', 'src/deep/c.ts']],
  ['src/?.ts', ['src/a.ts']],
  ['src/[b-z].*', ['src/b.tsx']],
  ['*/deep/*.ts', ['src/deep/.hidden.ts', 'src/deep/c.ts']],
] as const)('%s catches what it says', async ([glob, paths]) => {
  expect(await readPaths(folderWith(TREE), glob)).toEqual(paths);
});

test('an absolute glob works inside the root', async () => {
  const root = folderWith(TREE);

  expect(await readPaths(root, path.join(root, 'src', '*.ts'))).toEqual(['src/a.ts']);
});

test('a glob after "!" takes away from what globs catch, not from what is named', async () => {
  const root = folderWith({ ...TREE, '!odd.ts': '' });

  expect(await readPaths(root, '**/*.ts', '!**/*.test.ts', '!src')).toEqual(['!odd.ts', 'a.ts']);
  expect(await readPaths(root, 'src/a.ts', 'test/*', '!src/**')).toEqual(['src/a.ts', 'test/a.test.ts']);
  expect(await readPaths(root, '!odd.ts')).toEqual(['!odd.ts']);
});

test.for(['!ROOT/src', '!ROOT/src/**', '!./src/', '!test/../src', '!src/./*', '!{ROOT/src,x}'])(
  '%s takes away what it names, however it is written',
  async (entry) => {
    const root = folderWith({ 'a.ts': '', 'src/b.ts': '' });

    expect(await readPaths(root, '**', entry.replace('ROOT', root))).toEqual(['a.ts']);
  },
);

test('an entry after "!" that leads out of the roots, or that has no glob beside it, is refused', async () => {
  const root = folderWith({ 'a.ts': '', 'b.ts': '' });

  expect((await refusal(read(root, '**', '!../b.ts'))).message).toMatch(/^"!\.\.\/b\.ts" is outside/);
  expect((await refusal(read(root, '**', '!{../b,a}.ts'))).message).toMatch(/^"!\.\.\/b\.ts" is outside/);
  expect((await refusal(read(root, 'a.ts', '!b.ts'))).what).toBe(
    '"!b.ts" takes away from what globs catch, and no glob is given.',
  );
});

test('names with the letters of globs are names first', async () => {
  const root = folderWith({
    'app/[id]/page.tsx': '1',
    'app/i/page.tsx': '2',
    'app/(group)/page.tsx': '',
    'a{1}*.ts': '',
  });

  expect(await readPaths(root, 'app/[id]/page.tsx')).toEqual(['app/[id]/page.tsx']);
  expect(await readPaths(root, 'app/[id]/*.tsx')).toEqual(['app/[id]/page.tsx']);
  expect(await readPaths(root, 'app/(group)/*')).toEqual(['app/(group)/page.tsx']);
  expect(await readPaths(root, 'a{1}*.ts')).toEqual(['a{1}*.ts']);
});

test('what .gitignore excludes is skipped and named, and can still be given by name', async () => {
  const root = folderWith({
    '.gitignore': 'dist/\n*.log\n!keep.log\n',
    'a.ts': '',
    'a.log': '',
    'keep.log': '',
    'dist/a.ts': '',
    'src/.gitignore': '/generated\n!b.log',
    'src/b.log': '',
    'src/generated/a.ts': '',
    'src/deep/generated/a.ts': '',
  });

  const { files, skipped } = await read(root, '**/*.{ts,log}');
  expect(files.map((file) => file.path)).toEqual([
    'a.ts',
    'keep.log',
    'src/b.log',
    'src/deep/generated/a.ts',
  ]);
  expect(skipped).toEqual([
    { path: 'a.log', reason: 'is excluded by .gitignore' },
    { path: 'dist', reason: 'is excluded by .gitignore' },
    { path: 'src/generated', reason: 'is excluded by .gitignore' },
  ]);
  expect(await readPaths(root, 'dist/a.ts')).toEqual(['dist/a.ts']);
});

test('a glob that starts inside an excluded folder is an error that says why', async () => {
  const root = folderWith({ '.gitignore': 'dist', 'dist/deep/a.ts': '' });

  for (const glob of ['dist/**/*.ts', 'dist/deep/*']) {
    expect((await refusal(read(root, glob))).message).toMatch(
      /leaves nothing .*: dist is excluded by \.gitignore\./,
    );
  }
});

test('Git itself is skipped', async () => {
  const root = folderWith({ '.git/config': 'x', 'a.txt': '' });

  expect(await read(root, '**')).toEqual({
    files: [expect.objectContaining({ path: 'a.txt' })],
    skipped: [{ path: '.git', reason: 'belongs to Git itself' }],
  });
  for (const entry of ['.git/*', '.git', '.git/hooks/**']) {
    write(root, { '.git/hooks/a.txt': '' });
    expect((await refusal(read(root, entry))).message).toContain('.git belongs to Git itself');
  }
});

test('a root inside a repository follows the rules of the whole', async () => {
  const repository = folderWith({
    '.gitignore': '*.gen.ts\n',
    'packages/a/a.ts': '',
    'packages/a/b.gen.ts': '',
  });
  mkdirSync(path.join(repository, '.git'));

  expect(await readPaths(path.join(repository, 'packages/a'), '*.ts')).toEqual(['a.ts']);
});

test('an ignored folder that is made a root is read', async () => {
  const repository = folderWith({ '.gitignore': 'out/\n', 'out/a.ts': '' });
  mkdirSync(path.join(repository, '.git'));

  expect(await readPaths(path.join(repository, 'out'), '*.ts')).toEqual(['a.ts']);
});

test('Git agrees on what is excluded', async () => {
  const root = folderWith({
    '.gitignore': [
      '# comment',
      '*.tmp',
      '!important.tmp',
      '/top.txt',
      'build',
      'a/**/z.txt',
      'sp ace',
      '\\#hash',
      'x?.md',
    ].join('\n'),
    'important.tmp': '',
    'some.tmp': '',
    'top.txt': '',
    'deep/top.txt': '',
    'deep/build/x.txt': '',
    'a/z.txt': '',
    'a/b/c/z.txt': '',
    'sp ace': '',
    '#hash': '',
    'x1.md': '',
    'x12.md': '',
    'deep/.gitignore': 'only-here\n!kept.tmp\n',
    'deep/only-here': '',
    'deep/kept.tmp': '',
    'only-here': '',
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  const listed = execFileSync('git', ['ls-files', '-oz', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });

  expect(await readPaths(root, '**')).toEqual(listed.split('\0').filter(Boolean).toSorted());
});

test('links to folders are not followed by globs, and links out of the root lead nowhere', async () => {
  const outside = folderWith({ 'secret.txt': 'outside', 'sub/secret.txt': 'outside' });
  const root = folderWith({ 'a.txt': 'a', 'real/b.txt': 'b' });
  symlinkSync(outside, path.join(root, 'out'), 'dir');
  symlinkSync('.', path.join(root, 'circle'), 'dir');
  symlinkSync('real', path.join(root, 'inner'), 'dir');
  symlinkSync(path.join(outside, 'secret.txt'), path.join(root, 'out.txt'));
  symlinkSync('nothing', path.join(root, 'dead.txt'));

  const { files, skipped } = await read(root, '**/*.txt');
  expect(files.map((file) => file.path)).toEqual(['a.txt', 'real/b.txt']);
  expect(skipped).toEqual([
    { path: 'circle', reason: 'is a link to a folder, which globs do not follow' },
    { path: 'dead.txt', reason: 'is a link that leads to nothing' },
    { path: 'inner', reason: 'is a link to a folder, which globs do not follow' },
    { path: 'out', reason: 'is a link to a folder, which globs do not follow' },
    { path: 'out.txt', reason: 'is outside the folders that may be used' },
  ]);
  for (const glob of ['out/*.txt', 'out/**', 'out/sub/*', 'circle/out/*.txt']) {
    // Not one by one: the names of what is there are no business of the caller's either.
    expect((await refusal(read(root, glob))).what).toBe(`"${glob}" is outside the folders that may be used.`);
  }
  expect(await readPaths(root, 'inner/*.txt')).toEqual(['real/b.txt']);
});

test('secrets that a glob matches are skipped and named, never shown', async () => {
  const root = folderWith({ '.env': `KEY=${RANDOM}`, 'a.ts': '', 'b.ts': `const apiKey = '${RANDOM}';` });
  const result = await read(root, '**');

  expect(result.files.map((file) => file.path)).toEqual(['a.ts']);
  expect(result.skipped).toEqual([
    { path: '.env', reason: 'is not sent: by its name it holds environment variables' },
    { path: 'b.ts', reason: 'is not sent: it holds what looks like a secret under a telling name (line 1)' },
  ]);
  expect(JSON.stringify(result)).not.toContain(RANDOM);
});

test('a glob that leaves nothing says why, each one of several for itself', async () => {
  const root = folderWith({
    'a.ts': '',
    '.env': '',
    '1.bin': '\0',
    '2.bin': '\0',
    '3.bin': '\0',
    '4.bin': '\0',
    '5.bin': '\0',
    '6.bin': '\0',
  });

  expect((await refusal(read(root, '*.ts', '*.py'))).message).toMatch(/^"\*\.py" matches no file\./);
  expect((await refusal(read(root, '*.ts', '.env*'))).message).toMatch(
    /^"\.env\*" leaves nothing .*: \.env is not sent/,
  );
  expect((await refusal(read(root, '*.bin'))).what).toMatch(/5\.bin is binary[^;]*; and 1 more\.$/);
  expect((await refusal(read(root, '*.ts', '!a.ts'))).message).toMatch(/^"\*\.ts" matches no file\./);
});

test.for([
  ['src/*/../*.ts', /goes up after a wildcard/],
  ['missing/*.ts', /matches nothing: there is no folder "missing"/],
  ['a.ts/*.ts', /matches nothing: "a.ts" is no folder|there is no folder "a.ts"/],
  ['../*.ts', /is outside the folders/],
  ['/**', /is outside the folders/],
  ['/etc/*', /is outside the folders/],
] as const)('%s is refused', async ([glob, reason]) => {
  expect((await refusal(read(folderWith(TREE), glob))).what).toMatch(reason);
});

test('a wildcard that could be tried in many ways is matched at once', async () => {
  const root = folderWith({ [`${'a'.repeat(120)}.ts`]: '' });
  const glob = `${'*a'.repeat(40)}*b`;

  expect((await refusal(read(root, glob))).what).toContain('matches no file');
});

test('an unreadable folder is skipped', async () => {
  const root = folderWith({ 'a.txt': '', 'closed/b.txt': '' });
  chmodSync(path.join(root, 'closed'), 0o000);
  onTestFinished(() => chmodSync(path.join(root, 'closed'), 0o700));

  await asAnybody(root, async () => {
    expect((await read(root, '**')).skipped).toEqual([{ path: 'closed', reason: 'cannot be read (EACCES)' }]);
  });
});

test('a walk ends where there is too much, or where the call is cancelled meanwhile', async () => {
  const root = folderWith({ 'a.ts': '', 'b/c.ts': '', 'b/d.ts': '' });
  const { rules } = await readIgnoreRules(root, root);
  const stopper = new AbortController();
  const walked = async (maxEntries: number, stopAfter: string) => {
    const seen: string[] = [];
    const [catches, exclusions] = [compileGlobs([{ folders: [], pattern: '**' }]), compileGlobs([])];
    const options = { rules, catches, exclusions, signal: stopper.signal };
    for await (const { absolute } of walk(root, options, maxEntries)) {
      seen.push(path.relative(root, absolute));
      if (seen.at(-1) === stopAfter) stopper.abort();
    }
    return seen;
  };

  expect(await walked(4, '')).toEqual(['a.ts', 'b/c.ts', 'b/d.ts']);
  expect((await refusal(walked(3, ''))).message).toMatch(
    /^A glob looks through more than 3 files and folders\. Begin it with a folder/,
  );
  // In the middle of a folder: a large one alone may take seconds.
  expect((await refusal(walked(4, 'b/c.ts'))).kind).toBe('aborted');
});

test('a folder without files is nothing', async () => {
  expect((await refusal(read(folder(), '**'))).what).toBe('"**" matches no file.');
});
