import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIgnoreFile } from '../../../src/workspace/glob/ignore/ignore-file.ts';
import { listFiles } from '../../../src/workspace/glob/list-files.ts';
import { folderWith, readPaths, write } from '../../support/files.ts';
import { findPath } from '../../workspace/glob/find-path.ts';

const NAMES = [
  'a',
  'b',
  'ab',
  'ba',
  'abc',
  '1',
  'a1',
  '.a',
  'a.b',
  '*',
  '[a]',
  'a b',
  'b ',
  '-',
  'A',
  'ä',
  '€',
  '\\',
];
const FOLDERS = ['', 'a', 'b', 'ab', 'a/b', 'a/a', 'b/ab/a', 'ab/a/b/1', 'd', 'd/-'];
const FILES = FOLDERS.flatMap((folder) =>
  [...NAMES, 'a.f', 'x.f'].map((name) => path.posix.join(folder, name)),
).filter((file) => !FOLDERS.some((folder) => `${folder}/`.startsWith(`${file}/`)));

const PIECES = [
  ['a', 'b', 'ab', 'f', 'e', 'A', 'ä', '€', '1', '.', '.f', '-', ' ', '!', '#'],
  ['*', '*', '?', '??', '**', '***', '\\a', '\\*', '\\[', '\\', '\\ ', '\\/'],
  ['[ab]', '[!a]', '[^b]', '[a-c]', '[]a]', '[a-]', '[-a]', '[a', '[ä]', '[a/]', '[\\]]', '[+-z]', '[z-a]'],
  ['[[:digit:]]', '[[:alpha:]]', '[[:punct:]]', '[[:x:]]', '[[:a]', '[b[:digit:]-c]'],
].flat();
const piece = fc.constantFrom(...PIECES);
const name = fc.oneof(
  { arbitrary: fc.constantFrom('**', '*', 'a', 'b', 'd', '*.f', 'a*', '-'), weight: 2 },
  { arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')), weight: 3 },
);
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '/', '!', '!/', '\\', ' '),
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
    fc.constantFrom('', '', '', '/', ' ', '\\ ', '\r', '//'),
  )
  .map((parts) => parts.join(''));
const ignoreFile = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));

/** What chance finds too seldom: how git reads `**` after plain letters, and before a slash with a backslash. */
const EXAMPLES: [string, string, string, string][] = [
  ['a/b**/b', 'b**/1', '', ''],
  ['a**/x.f', 'b/**\\/a', '', ''],
  ['**\\/a', '***/b', '', ''],
];

/** What git excludes of the files of a work tree. */
function askGit(root: string): string[] {
  const options = { cwd: root, input: FILES.join('\0'), encoding: 'utf8', stdio: 'pipe' } as const;
  const excluded = new Set<string>();
  try {
    const output = execFileSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], options);
    for (const file of output.split('\0')) excluded.add(file);
  } catch (error) {
    // It ends with 1 where nothing is excluded.
    if ((error as { status?: number }).status !== 1) throw error;
  }
  return FILES.filter((file) => excluded.has(file)).toSorted();
}

async function askUs(root: string): Promise<string[]> {
  const { files } = await listFiles(['**'], { roots: [root], signal: new AbortController().signal });
  const kept = new Set(files.map((file) => file.path));
  return FILES.filter((file) => !kept.has(file)).toSorted();
}

test('Git and we agree on random ignore files at every level', async () => {
  const root = folderWith(Object.fromEntries(FILES.map((file) => [file, ''])));
  execFileSync('git', ['init', '-q'], { cwd: root });
  await fc.assert(
    fc.asyncProperty(
      ignoreFile,
      ignoreFile,
      ignoreFile,
      ignoreFile,
      async (exclude, top, inner, innermost) => {
        write(root, {
          keep: '',
          '.git/info/exclude': exclude,
          '.gitignore': `${top}\n!/keep\n`,
          'a/.gitignore': inner,
          'a/b/.gitignore': innermost,
        });
        expect(await askUs(root)).toEqual(askGit(root));
      },
    ),
    { numRuns: Number(process.env['IGNORE_RUNS'] ?? 60), examples: EXAMPLES },
  );
}, 300_000);

test.for([
  ['**/a/'.repeat(30) + 'b', 'a/'.repeat(200) + 'c'],
  ['**/'.repeat(50_000) + 'b', 'a/'.repeat(200) + 'c'],
  ['*a'.repeat(60) + '*b', 'a'.repeat(250)],
  ['*a*a*a*a/'.repeat(6) + 'b', `${'a'.repeat(100)}/`.repeat(6) + 'c'],
  ['?*'.repeat(60) + 'b', 'a'.repeat(250)],
  ['[a]*'.repeat(60) + 'b', 'a'.repeat(250)],
  ['a/'.repeat(200) + `${'a'.repeat(50_000)}**`, 'a/'.repeat(200) + 'c'],
] as const)('a line of $0, which stops other matchers for good, is matched', ([line_, file]) => {
  expect(findPath(parseIgnoreFile(Buffer.from(line_)), file.split('/'))).toBeUndefined();
});

test('links to folders are no folders, as in Git', () => {
  const rules = parseIgnoreFile(Buffer.from('build/'));

  expect(findPath(rules, ['build'], true)).toBeDefined();
  expect(findPath(rules, ['build'], false)).toBeUndefined();
});

test('a mark at the beginning and carriage returns do not count', async () => {
  const root = folderWith({ '.gitignore': '\uFEFFone\r\ntwo\r', one: '', two: '', three: '' });

  expect(await readPaths(root, '*')).toEqual(['.gitignore', 'three']);
});
