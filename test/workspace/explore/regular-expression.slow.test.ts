import { array, assert, boolean, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/workspace/explore/pattern.ts';

const ATOMS = [
  'a',
  'b',
  'ab',
  'A',
  'x',
  '.',
  '[ab]',
  '[^a]',
  '[a-c]',
  '\\w',
  '\\d',
  '\\s',
  '\\W',
  '(a|b)',
  '(?:ab|c)',
  '(a|)',
  '\\.',
  'é',
] as const;
const PLACES = ['^', '$', '\\b', '\\B', '|', ''] as const;
const REPEATS = ['', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?', '+?'] as const;

const piece = array(constantFrom(...ATOMS), { minLength: 1, maxLength: 1 }).chain(([atom = '']) =>
  constantFrom(...REPEATS).chain((repeat) =>
    constantFrom(...PLACES).map((place) => `${atom}${repeat}${place}`),
  ),
);
const patterns = array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const lines = string({
  unit: constantFrom('a', 'b', 'c', 'A', '1', ' ', 'x', '.', '_', 'é', 'É'),
  maxLength: 10,
});

test('a line matches where the engine of the runtime says so', () => {
  assert(
    property(patterns, lines, boolean(), (source, line, ignoreCase) => {
      const pattern = compilePattern(source, { ignoreCase });
      const expected = new RegExp(source, ignoreCase ? 'i' : '').test(line);
      expect([pattern.kind, pattern.find(line) !== undefined]).toEqual(['regular expression', expected]);
    }),
    { numRuns: 3000 },
  );
});

test('a text may match where any of its lines does', () => {
  assert(
    property(patterns, array(lines, { maxLength: 5 }), (source, all) => {
      const pattern = compilePattern(source, { ignoreCase: false });
      expect(pattern.mayMatch(all.join('\n'))).toBe(
        all.length === 0
          ? pattern.find('') !== undefined
          : all.some((line) => pattern.find(line) !== undefined),
      );
    }),
    { numRuns: 1000 },
  );
});

describe('what other engines know', () => {
  test.for([
    ['(?i)retry', 'RETRY', true],
    ['(?i:RE)try', 'retry', true],
    ['(?P<name>re)try', 'retry', true],
    ['(?<name>re)try', 'retry', true],
    ['[[:digit:]]+x', '12x', true],
    ['\\x41\\u0042\\u{43}', 'ABC', true],
    ['\\p{Lu}\\pL', 'Éa', true],
    ['[\\]\\-x-]', '-', true],
    ['[]a]', ']', true],
    ['a{,2}', 'a{,2}', true],
    ['\\Aab\\z', 'ab', true],
    ['tab\\t', 'tab\t', true],
  ] as const)('%s', ([source, line, expected]) => {
    const pattern = compilePattern(source, { ignoreCase: false });
    expect(pattern.kind).toBe('regular expression');
    expect(pattern.find(line) !== undefined).toBe(expected);
  });

  test.for([
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '(?<!a)b',
    '(a)\\1',
    'a(',
    'a)',
    '[a',
    'a**',
    '*a',
    'a\\',
    'x{2000}',
    '((a{99}){99}){99}',
    '(((){1000}){1000}){1000}',
    '('.repeat(5000),
    'a++',
    '\\y',
  ])('%s is text', (source) => {
    const pattern = compilePattern(source, { ignoreCase: false });
    expect(pattern.kind).toBe('text');
    expect(pattern.find(`before ${source} after`) !== undefined).toBe(true);
  });
});
