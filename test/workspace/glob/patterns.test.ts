import { expect, test } from 'vitest';
import { compileGlobs } from '../../../src/workspace/glob/glob.ts';
import { expandBraces } from '../../../src/workspace/glob/braces.ts';
import { enterAll, findPath } from './find-path.ts';

const compileGlob = (pattern: string) => compileGlobs([{ folders: [], pattern }]);

test.for([
  ['a*c', 'abbc', true],
  ['a*c', 'ac', true],
  ['a*c', 'abd', false],
  ['*', '.hidden', true],
  ['*', 'a/b', false],
  ['**', 'a/b', true],
  ['a/**', 'a', false],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/x/y/c', false],
  ['**/*.ts', 'a.ts', true],
  ['a**b', 'axxb', true],
  ['a**b', 'a/b', false],
  ['?', '😀', true],
  ['[😀-😃]', '😁', true],
  ['[]a]', ']', true],
  ['[!]a]', ']', false],
  ['[!a]', 'b', true],
  ['[^a]', 'a', false],
  ['[a-]', '-', true],
  ['a/[b/c]', 'a/c', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['A', 'a', false],
  ['{a,b}/*.{ts,tsx}', 'b/x.tsx', true],
  ['{a,{b,c}d}', 'cd', true],
  ['{a}', '{a}', true],
  ['a{,.test}.ts', 'a.ts', true],
  ['\\{a,b}', 'a', false],
  ['+(a|b)', '+(a|b)', true],
] as const)('%s and %s: %s', ([glob, file, isMatch]) => {
  expect(findPath(compileGlob(glob), file.split('/')) !== undefined).toBe(isMatch);
});

test.for([
  ['src/*.ts', 'src', true],
  ['src/*.ts', 'lib', false],
  ['src/*.ts', 'src/deep', false],
  ['*.ts', 'src', false],
  ['**/*.ts', 'src/deep', true],
  ['{src,test}/*', 'test', true],
] as const)('whether %s may match below %s: %s', ([glob, folder, mayMatch]) => {
  expect(enterAll(compileGlob(glob), folder.split('/')).isEmpty).toBe(!mayMatch);
});

test.for(['[a', 'a/[b/c', 'a\\', '[[:nothing:]]', '{a,b}'.repeat(11)])('%s is refused', (glob) => {
  expect(() => compileGlob(glob)).toThrow(/is no glob/);
});

test.for([
  ['braces that double a long text again and again', `{a,b}{a,b}{a,b}{a,b}${'x'.repeat(10_000)}`],
  ['more than a path can be', '*'.repeat(1_000_000)],
  ['as many choices as memory takes', `{${','.repeat(1_000_000)}}`],
] as const)('%s: refused at once', ([, glob]) => {
  expect(() => compileGlob(glob)).toThrow(/100,000 characters/);
});

test('many braces that are never closed are read once', () => {
  const opened = '{'.repeat(99_000);

  expect(expandBraces(opened)).toEqual([opened]);
  expect(expandBraces(`${opened}{a,b}`.slice(50_000))).toHaveLength(2);
});

test('braces are expanded in their order', () => {
  expect(expandBraces('{a,b{1,2},}x')).toEqual(['ax', 'b1x', 'b2x', 'x']);
  expect(expandBraces('{a,b')).toEqual(['{a,b']);
  expect(expandBraces('{a,{b,c}')).toEqual(['{a,b', '{a,c']);
  expect(expandBraces('{a,b\\}c}')).toEqual(['a', 'b\\}c']);
  expect(expandBraces('\\\\{a,b}')).toEqual(['\\\\a', '\\\\b']);
});
