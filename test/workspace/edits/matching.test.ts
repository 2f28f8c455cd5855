import { expect, test } from 'vitest';
import { applyTo, block, planFor, reasons, removal } from './answers.ts';

const edit = (text: string, old: string, now: string) =>
  applyTo({ 'a.ts': text }, block('a.ts', old, now))['a.ts'];
const reason = (text: string, ...answer: string[]) => reasons(answer.join('\n'), { 'a.ts': text });

/** Text, old part, new part, and the text afterwards. */
const MATCHES: Readonly<Record<string, readonly [text: string, old: string, now: string, after: string]>> = {
  'a line': ['a\nb\nc\n', 'b\n', 'B\n', 'a\nB\nc\n'],
  'several lines': ['a\nb\nc\n', 'a\nb\n', 'A\n', 'A\nc\n'],
  'the whole file': ['a\nb\n', 'a\nb\n', 'c\n', 'c\n'],
  'lines are removed': ['a\nb\nc\n', 'b\n', '', 'a\nc\n'],
  'all lines are removed, the file stays': ['a\nb\n', 'a\nb\n', '', ''],
  'lines are added': ['a\nb\n', 'a\n', 'a\nnew\n', 'a\nnew\nb\n'],
  'whole lines only': ['golden\nold\n', 'old\n', 'new\n', 'golden\nnew\n'],
  'no newline at the end': ['a\nb', 'b\n', 'B\n', 'a\nB'],
  'no newline at the end, lines added': ['a\nb', 'b\n', 'b\nc\n', 'a\nb\nc'],
  'no newline at the end, the last line removed': ['a\nb', 'b\n', '', 'a'],
  'no newline at the end, CRLF': ['a\r\nb', 'b\n', 'B\nC\n', 'a\r\nB\r\nC'],
  CRLF: ['a\r\nb\r\n', 'a\n', 'A\nA2\n', 'A\r\nA2\r\nb\r\n'],
  'CRLF in the answer alone': ['a\nb\n', 'a\r\n', 'A\r\n', 'A\nb\n'],
  'mixed line ends, each line keeps its own': ['a\r\nb\nc\n', 'a\nb\n', 'A\nB\n', 'A\r\nB\nc\n'],
  'mixed line ends, those of the lines replaced': ['a\r\nb\nc\n', 'a\n', 'a\nnew\n', 'a\r\nnew\r\nb\nc\n'],
  'mixed line ends tell lines apart': ['a\r\nb\na\n', 'a\n', 'A\n', 'a\r\nb\nA\n'],
  'blanks at the end differ': ['a  \nb\n', 'a\n', 'A\n', 'A\nb\n'],
  'blanks at the end differ, lines in common stay': [
    'a  \nb\nc\t\n',
    'a \nb\nc\n',
    'a \nB\nc\n',
    'a  \nB\nc\t\n',
  ],
  'blanks at the end are removed': ['a\nb  \n', 'b  \n', 'b\n', 'a\nb\n'],
  'an exact match before a similar one': ['a  \na\n', 'a\n', 'A\n', 'a  \nA\n'],
  'blanks at the end tell lines apart, whatever the line ends': ['a \r\na\r\n', 'a\n', 'A\n', 'a \r\nA\r\n'],
  'one indentation': ['{\n  a\n    b\n}\n', 'a\n  b\n', 'A\n  B\n\n  C\n', '{\n  A\n    B\n\n    C\n}\n'],
  'one indentation of tabs': ['{\n\ta {\n\t\tb\n\t}\n}\n', 'a {\n\tb\n}\n', 'c\n', '{\n\tc\n}\n'],
  'one indentation with blank lines': ['{\n\n  a\n\n  b\n}\n', '\na\n\nb\n', 'A\n', '{\n  A\n}\n'],
  'a line of blanks is as good as an empty one': ['  a\n  \n  b\n', 'a\n\nb\n', 'x\n', '  x\n'],
  'a separator in the new part': ['Title\ntext\n', 'Title\n', 'Title\n=======\n', 'Title\n=======\ntext\n'],
};

test.for(Object.entries(MATCHES))('an old part is found: %s', ([, [text, old, now, after]]) => {
  expect(reason(text, block('a.ts', old, now))).toEqual([]);
  expect(edit(text, old, now)).toBe(after);
});

const NOWHERE = '1 a.ts mismatch: has an old part that is not in the file';
/** Text, old part, and why it does not match. */
const MISMATCHES: readonly (readonly [text: string, old: string, reason: string])[] = [
  ['golden\n', 'old\n', NOWHERE],
  ['a\nb\n', 'a\nc\n', NOWHERE],
  ['a\nb\n', 'b\na\n', NOWHERE],
  ['a b\n', 'a  b\n', NOWHERE],
  ['A\n', 'a\n', NOWHERE],
  ['a\n\nb\n', 'a\nb\n', NOWHERE],
  ['a\n', '  a\n', NOWHERE],
  ['x\n  a\n', '\na\n', NOWHERE],
  ['  a\n    b\n', 'a\nb\n', NOWHERE],
  ['  a\n\tb\n', 'a\nb\n', NOWHERE],
  ['“a”\n', '"a"\n', NOWHERE],
  ['a\nb\na\n', 'a\n', '1 a.ts mismatch: has an old part that is in the file 2 times (lines 1, 3)'],
  ['a\nb\na', 'a\n', '1 a.ts mismatch: has an old part that is in the file 2 times (lines 1, 3)'],
  ['a \na\t\n', 'a\n', '1 a.ts mismatch: has an old part that is in the file 2 times (lines 1, 2)'],
  [' a\n  a\n', 'a\n', '1 a.ts mismatch: has an old part that is in the file 2 times (lines 1, 2)'],
  ['a\na\n  a\n', 'a\n', '1 a.ts mismatch: has an old part that is in the file 2 times (lines 1, 2)'],
  [
    'a\n'.repeat(9),
    'a\na\n',
    '1 a.ts mismatch: has an old part that is in the file 4 times or more (lines 1, 2, 3, 4)',
  ],
  [
    'a\n=======\nb\n',
    'a\n=======\nb\n',
    '1 a.ts mismatch: can be read in more than one way: several of its "=======" lines fit the file (with eight characters in each of its markers it is clear)',
  ],
];

test.for(MISMATCHES)('an old part does not match: %j', ([text, old, expected]) => {
  expect(reason(text, block('a.ts', old, 'new\n'))).toEqual([expected]);
  expect(edit(text, old, 'new\n')).toBe(text);
});

test('all blocks are matched against the file as it was sent', () => {
  const chain = [block('a.ts', 'a\n', 'b\n'), block('a.ts', 'b\n', 'c\n')];

  expect(reason('a\n', ...chain)).toEqual(['2 a.ts mismatch: has an old part that is not in the file']);
  expect(applyTo({ 'a.ts': 'a\nx\nb\n' }, chain.join(''))).toEqual({ 'a.ts': 'b\nx\nc\n' });
  expect(applyTo({ 'a.ts': 'a\nx\nb\n' }, chain.toReversed().join(''))).toEqual({ 'a.ts': 'b\nx\nc\n' });
});

test('a repeated identical block counts once', () => {
  const twice = [block('a.ts', 'a\n', 'b\n'), block('a.ts', 'a\n', 'b\n'), block('new.ts', '', 'x\n')];

  expect(applyTo({ 'a.ts': 'a\n' }, [...twice, block('new.ts', '', 'x\n'), ''].join(''))).toEqual({
    'a.ts': 'b\n',
    'new.ts': 'x\n',
  });
  expect(applyTo({ 'a.ts': 'a\n' }, removal('a.ts') + removal('a.ts'))).toEqual({});
});

const OVERLAP = 'contradiction: replaces lines that another block replaces too';
const BOTH_DELETE = 'contradiction: edits a file that another block deletes';
/** Blocks that cannot all be applied to "a\nb\nc\n", and why. */
const CONTRADICTIONS: readonly (readonly [blocks: readonly string[], reasons: readonly string[]])[] = [
  [
    [block('a.ts', 'a\nb\n', 'x\n'), block('a.ts', 'b\nc\n', 'y\n')],
    [`1 a.ts ${OVERLAP}`, `2 a.ts ${OVERLAP}`],
  ],
  [
    [block('a.ts', 'a\nb\nc\n', 'x\n'), block('a.ts', 'b\n', 'y\n')],
    [`1 a.ts ${OVERLAP}`, `2 a.ts ${OVERLAP}`],
  ],
  [
    [block('a.ts', 'a\n', 'x\n'), block('a.ts', 'a\n', 'y\n')],
    [`1 a.ts ${OVERLAP}`, `2 a.ts ${OVERLAP}`],
  ],
  [
    [removal('a.ts'), block('a.ts', 'a\n', 'x\n')],
    [`1 a.ts ${BOTH_DELETE}`, `2 a.ts ${BOTH_DELETE}`],
  ],
  [
    [block('a.ts', '', 'x\n')],
    ['1 a.ts contradiction: has no old part, but the file exists and is not empty'],
  ],
  [
    [block('n.ts', '', 'x\n'), block('n.ts', '', 'y\n')],
    [
      '1 n.ts contradiction: creates a file that another block creates too',
      '2 n.ts contradiction: creates a file that another block creates too',
    ],
  ],
  [
    [block('n.ts', '', 'x\n'), block('n.ts', 'x\n', 'y\n')],
    ['2 n.ts target: is for a file that does not exist'],
  ],
  [[removal('n.ts')], ['1 n.ts target: is for a file that does not exist']],
  [
    [block('e.ts', '', 'x\n'), block('e.ts', '', 'y\n')],
    [
      '1 e.ts contradiction: fills an empty file that another block fills too',
      '2 e.ts contradiction: fills an empty file that another block fills too',
    ],
  ],
  [[block('e.ts', 'a\n', 'x\n')], ['1 e.ts mismatch: has an old part, but the file is empty']],
];

test.for(CONTRADICTIONS)('blocks that contradict each other change nothing: %j', ([blocks, expected]) => {
  const files = { 'a.ts': 'a\nb\nc\n', 'e.ts': '' };

  expect(reasons(blocks.join('\n'), files)).toEqual(expected);
  expect(applyTo(files, blocks.join('\n'))).toEqual(files);
});

test('files are created, filled and left out where nothing changes', () => {
  const files = { 'a.ts': 'a\n', 'e.ts': '' };
  const answer = [
    block('e.ts', '', 'filled\n'),
    block('new.ts', '', 'made\r\n'),
    block('empty.ts', '', ''),
    block('a.ts', 'a\n', 'a\n'),
  ].join('\n');

  expect(planFor(answer, files).edits).toEqual([
    { id: 'e.ts', path: 'e.ts', before: '', after: 'filled\n' },
    { id: 'empty.ts', path: 'empty.ts', before: null, after: '' },
    { id: 'new.ts', path: 'new.ts', before: null, after: 'made\n' },
  ]);
});

test('the first separator ends the empty old part of a new file', () => {
  const readme = 'Title\n=======\n\nPart\n=======\n';

  expect(applyTo({}, block('README.rst', '', readme))).toEqual({ 'README.rst': readme });
});

test('a mismatch says where its place probably is, and which blocks did match', () => {
  const lines = Array.from({ length: 100 }, (_, place) => `line ${place + 1}`);
  const answer = block('a.ts', 'line 1\n', 'one\n') + block('a.ts', 'line 50\nlime 51\nline 52\n', 'x\n');
  const { failures, matched } = planFor(answer, { 'a.ts': `${lines.join('\n')}\n` });

  expect(failures).toMatchObject([{ block: 2, line: 8, near: [{ first: 47, last: 55 }] }]);
  expect(matched.map(({ number }) => number)).toEqual([1]);
});

test('a title that may be the old part or not fails, unless one reading fits', () => {
  const old = 'Title\n=======\n';

  expect(edit('Title\n-------\n', old, 'x\n')).toBe('=======\nx\n-------\n');
  expect(reason('Title\n=======\n', block('a.ts', old, 'x\n'))).toHaveLength(1);
});

test('markers of eight characters leave no doubt about text with markers of seven', () => {
  const conflict = '<<<<<<< HEAD\none\n=======\neins\n>>>>>>> branch\n';
  const guide = block('x.ts', 'old\n', 'new\n');

  expect(reason(conflict, block('a.ts', conflict, 'one\n'))).toHaveLength(1);
  expect(applyTo({ 'a.ts': `1\n${conflict}2\n` }, longBlock(conflict, 'one\n'))).toEqual({
    'a.ts': '1\none\n2\n',
  });
  expect(applyTo({ 'a.ts': 'guide\n' }, longBlock('guide\n', guide))).toEqual({ 'a.ts': guide });
});

function longBlock(old: string, now: string): string {
  return `a.ts\n<<<<<<<< SEARCH\n${old}========\n${now}>>>>>>>> REPLACE\n`;
}
