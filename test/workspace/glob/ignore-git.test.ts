import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseIgnoreFile } from '../../../src/workspace/glob/ignore-file.ts';
import { folderWith, readPaths } from '../../support/files.ts';

/** The same numbers in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  'a',
  'b',
  'ab',
  '*',
  '?',
  '**',
  '[ab]',
  '[!a]',
  '[a-c]',
  '[[:digit:]]',
  '1',
  '.',
  '\\a',
  '\\*',
  ' ',
  '\\ ',
  '-',
];
const NAMES = ['a', 'b', 'ab', 'ba', 'abc', '1', 'a1', '.a', 'a.b', '*', 'a b', 'b ', '-', 'c'];

function randomLine(next: (below: number) => number): string {
  const part = () => Array.from({ length: 1 + next(3) }, () => PIECES[next(PIECES.length)]).join('');
  const parts = Array.from({ length: 1 + next(3) }, () => (next(4) === 0 ? '**' : part()));
  const [before, after] = [['', '', '', '/', '!', '!/'][next(6)], ['', '', '/', ' '][next(4)]];
  return `${before}${parts.join('/')}${after}`;
}

test('Git and we agree on 300 random .gitignore files', () => {
  const next = seeded(4711);
  const files: Record<string, string> = {};
  for (const one of NAMES) {
    for (const two of NAMES) files[`d/${one}-/${two}`] = '';
    files[`e/${one}`] = '';
    files[`${one}+/a/${NAMES[next(NAMES.length)]}`] = '';
  }
  const root = folderWith(files);
  execFileSync('git', ['init', '-q'], { cwd: root });
  const paths = Object.keys(files);

  for (let round = 0; round < 300; round += 1) {
    const lines = Array.from({ length: 1 + next(4) }, () => randomLine(next));
    const exclude = path.join(root, '.git', 'exclude');
    execFileSync('tee', [exclude], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'ignore'] });
    const listed = execFileSync('git', ['ls-files', '-oz', `--exclude-from=${exclude}`], {
      cwd: root,
      encoding: 'utf8',
    });
    const says = parseIgnoreFile(lines.join('\n'));
    const isExcluded = (file: string) => {
      const names = file.split('/');
      return names.some((_, place) => says(names.slice(0, place + 1), place < names.length - 1) === true);
    };
    const kept = paths.filter((file) => !isExcluded(file)).toSorted();
    expect({ lines, kept }).toEqual({ lines, kept: listed.split('\0').filter(Boolean).toSorted() });
  }
});

test.for([
  ['**/a/'.repeat(30) + 'b', 'a/'.repeat(200) + 'c'],
  ['*a'.repeat(60) + '*b', 'a'.repeat(250)],
  ['*a*a*a*a/'.repeat(6) + 'b', `${'a'.repeat(100)}/`.repeat(6) + 'c'],
  ['?*'.repeat(60) + 'b', 'a'.repeat(250)],
  ['[a]*'.repeat(60) + 'b', 'a'.repeat(250)],
] as const)(
  '%s, which stops other matchers for good, is matched at once',
  { timeout: 2000 },
  ([line, file]) => {
    expect(parseIgnoreFile(line)(file.split('/'), false)).toBeUndefined();
  },
);

test('links to folders are no folders, as in Git', () => {
  const says = parseIgnoreFile('build/');

  expect(says(['build'], true)).toBe(true);
  expect(says(['build'], false)).toBeUndefined();
});

test('a mark at the beginning and carriage returns do not count', async () => {
  const root = folderWith({ '.gitignore': '\uFEFFone\r\ntwo\r\n', one: '', two: '', three: '' });

  expect(await readPaths(root, '*')).toEqual(['.gitignore', 'three']);
});
