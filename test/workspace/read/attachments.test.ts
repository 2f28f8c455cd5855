import { createHash } from 'node:crypto';
import { linkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { folder, folderWith, makePipe, read, readPaths, refusal, write } from '../../support/files.ts';

test('a file is read with its size and its hash', async () => {
  const root = folderWith({ 'src/a.ts': 'const ä = 1;\n' });

  expect(await read(root, 'src/a.ts')).toEqual({
    files: [
      {
        path: 'src/a.ts',
        text: 'const ä = 1;\n',
        bytes: 14,
        sha256: createHash('sha256').update('const ä = 1;\n').digest('hex'),
        lines: undefined,
      },
    ],
    skipped: [],
  });
});

test('nothing asked for is nothing read, roots or not', async () => {
  expect(await readAttachments([], { roots: [], maxInputBytes: 1 })).toEqual({ files: [], skipped: [] });
});

test('a path may be absolute, or go through "." and ".." within the root', async () => {
  const root = folderWith({ 'src/a.ts': 'a', 'b.ts': 'b' });

  expect(await readPaths(root, path.join(root, 'src/a.ts'), './src/../b.ts')).toEqual(['b.ts', 'src/a.ts']);
});

test('files come in the order of their paths, whatever the order of the list', async () => {
  const root = folderWith({ 'b.ts': '', 'a/z.ts': '', 'B.ts': '', 'ä.ts': '', 'a.ts': '' });
  const ordered = ['B.ts', 'a.ts', 'a/z.ts', 'b.ts', 'ä.ts'];

  expect(await readPaths(root, 'ä.ts', 'b.ts', 'a.ts', 'B.ts', 'a/z.ts')).toEqual(ordered);
  expect(await readPaths(root, '**/*')).toEqual(ordered);
});

test('a byte order mark is dropped, and line breaks are kept', async () => {
  const root = folderWith({ 'a.txt': '\uFEFFone\r\ntwo\r\n' });
  const { files } = await read(root, 'a.txt');

  expect(files[0]).toMatchObject({ text: 'one\r\ntwo\r\n', bytes: 10 });
});

test('an empty file is a file', async () => {
  expect((await read(folderWith({ 'a.txt': '' }), 'a.txt')).files[0]).toMatchObject({ text: '', bytes: 0 });
});

test('the same file is sent once, whatever names it has', async () => {
  const root = folderWith({ 'src/a.ts': 'a' });
  symlinkSync('src/a.ts', path.join(root, 'link.ts'));

  expect(
    await readPaths(root, 'src/a.ts', './src/a.ts', path.join(root, 'src/a.ts'), 'src/*', 'link.ts'),
  ).toEqual(['link.ts']);
});

test('a link inside the root is shown under the name that was given', async () => {
  const root = folderWith({ 'v2/guide.md': 'guide' });
  symlinkSync('v2', path.join(root, 'latest'), 'dir');

  expect(await readPaths(root, 'latest/guide.md')).toEqual(['latest/guide.md']);
});

test('a root may be a link, and paths may be written through it or past it', async () => {
  const root = folderWith({ 'a.ts': 'a' });
  const link = path.join(folder(), 'link');
  symlinkSync(root, link, 'dir');

  expect(await readPaths(link, 'a.ts')).toEqual(['a.ts']);
  expect(await readPaths(link, path.join(link, 'a.ts'))).toEqual(['a.ts']);
  expect(await readPaths(link, path.join(root, 'a.ts'))).toEqual(['a.ts']);
});

test('a root is known under each of its names', async () => {
  const world = folderWith({ 'real/a.ts': '1', 'caf\u00e9/b.ts': '2' });
  const [real, link, other] = ['real', 'link', 'other'].map((name) => path.join(world, name)) as [
    string,
    string,
    string,
  ];
  for (const name of [link, other]) symlinkSync('real', name, 'dir');

  for (const roots of [
    [link, other],
    [real, link, other],
    [other, link, real],
  ]) {
    for (const name of roots) expect(await readPaths(roots, path.join(name, 'a.ts'))).toEqual(['a.ts']);
  }
  expect(await readPaths(path.join(world, 'caf\u00e9'), path.join(world, 'cafe\u0301', '*.ts'))).toEqual([
    'b.ts',
  ]);
});

test('where the file system takes capital letters for small ones, so do the roots', async () => {
  const world = folderWith({ 'project/src/a.ts': '1', 'project-twin/b.ts': '2' });
  const capitals = path.join(world, 'PROJECT');
  expect((await refusal(read(path.join(world, 'project'), path.join(capitals, 'src/a.ts')))).what).toMatch(
    /outside/,
  );

  // As such a file system would have it.
  symlinkSync('project', capitals, 'dir');
  expect(await readPaths(path.join(world, 'project'), path.join(capitals, 'src/a.ts'))).toEqual(['src/a.ts']);
  expect(await readPaths(path.join(world, 'project'), path.join(world, 'Project/*/*'))).toEqual(['src/a.ts']);
  const twin = read(path.join(world, 'project'), `${capitals}-twin/b.ts`);
  expect((await refusal(twin)).what).toMatch(/outside/);
});

test('a file under two spellings of its name is sent once, and two links that are called otherwise are two', async () => {
  const root = folderWith({ 'a.ts': '1', 'caf\u00e9.ts': '2', 'B.ts': 'other', 'b.ts': 'another' });
  // As a file system shows it that takes the one for the other.
  for (const [from, to] of [
    ['a.ts', 'A.ts'],
    ['a.ts', 'c.ts'],
    ['caf\u00e9.ts', 'cafe\u0301.ts'],
  ] as const) {
    linkSync(path.join(root, from), path.join(root, to));
  }

  expect(await readPaths(root, 'A.ts', '*')).toEqual(['A.ts', 'B.ts', 'b.ts', 'c.ts', 'cafe\u0301.ts']);
});

test('a file of a further root has the name of that root in front, which can be given back', async () => {
  const [first, second] = [folderWith({ 'docs/a.md': '1', 'a.md': '1' }), path.join(folder(), 'docs')];
  write(second, { 'a.md': '2', 'deep/b.md': '2' });

  const { files } = await read([first, second], 'docs/a.md', path.join(second, 'a.md'));
  expect(files.map((file) => [file.path, file.text])).toEqual([
    ['docs//a.md', '2'],
    ['docs/a.md', '1'],
  ]);
  expect(await readPaths([first, second], 'docs//a.md')).toEqual(['docs//a.md']);
  expect(await readPaths([first, second], 'docs//**')).toEqual(['docs//a.md', 'docs//deep/b.md']);
});

test('two further roots of one name are distinguished', async () => {
  const [one, other] = [path.join(folder(), 'docs'), path.join(folder(), 'docs')];
  write(one, { 'a.md': '1' });
  write(other, { 'a.md': '2' });
  const paths = await readPaths([folder(), one, other], path.join(one, 'a.md'), path.join(other, 'a.md'));

  expect(paths).toEqual(['docs-2//a.md', 'docs//a.md']);
});

test('roots may lie in one another: a file is sent once, under its name in the first that holds it', async () => {
  const outer = folderWith({ 'a.md': '', 'docs/b.md': '' });
  const inner = path.join(outer, 'docs');

  expect(await readPaths([outer, inner], '**', 'docs//b.md')).toEqual(['a.md', 'docs/b.md']);
  const prefix = path.basename(outer);
  expect(await readPaths([inner, outer], 'b.md', `${prefix}//**`)).toEqual(
    ['b.md', `${prefix}//a.md`].toSorted(),
  );
});

test('without roots the error names the setting', async () => {
  const { kind, message } = await refusal(read([], 'a.ts'));

  expect(kind).toBe('configuration');
  expect(message).toContain('DEEPSEEK_ROOTS');
});

test('roots that do not exist are no roots, and are not shown', async () => {
  const gone = path.join(folder(), 'gone');
  const error = await refusal(read(gone, 'a.ts'));

  expect(error.what).toContain('DEEPSEEK_ROOTS');
  expect(error.message).not.toContain(gone);
  expect(await readPaths([gone, folderWith({ 'a.ts': '' })], 'a.ts')).toEqual(['a.ts']);
});

test('a missing file is refused by the name that was given', async () => {
  const { message } = await refusal(read(folder(), 'src/missing.ts'));

  expect(message).toMatch(/^"src\/missing\.ts" does not exist\. Check the spelling/);
});

test.for(['src', 'src/', './src', 'ROOT/src', 'src\\'])(
  'the folder %s means what is in it',
  async (entry) => {
    const root = folderWith({ 'src/a.ts': '', 'src/deep/b.ts': '', 'src/.env': '', 'b.ts': '' });

    const { files, skipped } = await read(root, entry.replace('ROOT', root));
    expect(files.map((file) => file.path)).toEqual(['src/a.ts', 'src/deep/b.ts']);
    expect(skipped.map((file) => file.path)).toEqual(['src/.env']);
  },
);

test('the root means all that is in it, and a folder keeps to the ignore rules and to exclusions', async () => {
  const root = folderWith({
    '.gitignore': 'dist\n',
    'a.ts': '',
    'dist/b.ts': '',
    'src/c.ts': '',
    'src/d.ts': '',
  });

  expect(await readPaths(root, '.', '!.gitignore')).toEqual(['a.ts', 'src/c.ts', 'src/d.ts']);
  expect(await readPaths(root, 'src', '!src/d.ts')).toEqual(['src/c.ts']);
  expect((await refusal(read(root, 'dist'))).what).toMatch(
    /leaves nothing .*: dist is excluded by \.gitignore/,
  );
  expect((await refusal(read(folderWith({ 'src/.env': '' }), 'src'))).what).toMatch(/leaves nothing/);
});

test.for([
  ['NUL bytes', Buffer.from('a\0b')],
  ['bytes that are not UTF-8', Buffer.from([0x61, 0xff])],
  ['an overlong "/"', Buffer.from([0x2e, 0xc0, 0xaf])],
  ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
  ['a character cut off at the end', Buffer.from('ä').subarray(0, 1)],
  ['UTF-16', Buffer.from('\uFEFFtext', 'utf16le')],
] as const)('a file with %s is refused by name and skipped by a glob', async ([, bytes]) => {
  const root = folderWith({ 'a.dat': bytes, 'b.txt': 'b' });

  expect((await refusal(read(root, 'a.dat'))).message).toMatch(/^"a\.dat" is binary or in another encoding/);
  const { files, skipped } = await read(root, '*');
  expect(files.map((file) => file.path)).toEqual(['b.txt']);
  expect(skipped).toEqual([{ path: 'a.dat', reason: expect.stringMatching(/^is binary/) }]);
});

test('a pipe is refused at once, and does not hold up a glob', async () => {
  const root = folderWith({ 'a.txt': 'a' });
  makePipe(path.join(root, 'pipe'));
  makePipe(path.join(root, '.gitignore'));

  expect((await refusal(read(root, 'pipe'))).message).toMatch(/^"pipe" is no regular file/);
  const { files, skipped } = await read(root, '**');
  expect(files.map((file) => file.path)).toEqual(['a.txt']);
  expect(skipped.map((entry) => entry.path)).toEqual(['.gitignore', 'pipe']);
});

test('a call that was cancelled reads nothing', async () => {
  const root = folderWith({ 'a.txt': 'a' });
  const options = { roots: [root], maxInputBytes: 10, signal: AbortSignal.abort() };

  expect((await refusal(readAttachments(['a.txt'], options))).kind).toBe('aborted');
  expect((await refusal(readAttachments(['**'], options))).kind).toBe('aborted');
});
