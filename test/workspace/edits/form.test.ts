import { expect, test } from 'vitest';
import { applyTo, block, reasons, removal } from './answers.ts';

const FILES = { 'src/a.ts': 'one\ntwo\n', 'src/my_b.ts': 'eins\nzwei\n', 'docs/My notes.md': 'un\ndeux\n' };
const SEARCH = '<<<<<<< SEARCH\none\n=======\n1\n>>>>>>> REPLACE';

/** Ways to write the same block. */
const FORMS: Readonly<Record<string, string>> = {
  plain: `src/a.ts\n${SEARCH}\n`,
  'without a line break at the end': `src/a.ts\n${SEARCH}`,
  'in a fence': `src/a.ts\n\`\`\`ts\n${SEARCH}\n\`\`\`\n`,
  'in a fence of tildes': `src/a.ts\n~~~\n${SEARCH}\n~~~\n`,
  'the path in the fence': `\`\`\`ts\nsrc/a.ts\n${SEARCH}\n\`\`\`\n`,
  'the path in a fence of its own': `\`\`\`\nsrc/a.ts\n\`\`\`\n\n\`\`\`ts\n${SEARCH}\n\`\`\`\n`,
  'the path after the language': `\`\`\`ts src/a.ts\n${SEARCH}\n\`\`\`\n`,
  'the path after the language and a colon': `\`\`\`ts:src/a.ts\n${SEARCH}\n\`\`\`\n`,
  backticks: `\`src/a.ts\`\n${SEARCH}`,
  bold: `**src/a.ts**\n${SEARCH}`,
  'bold and backticks': `**\`src/a.ts\`**\n${SEARCH}`,
  heading: `### src/a.ts\n${SEARCH}`,
  'heading without a blank': `#src/a.ts\n${SEARCH}`,
  colon: `src/a.ts:\n${SEARCH}`,
  'all at once': `## **\`src/a.ts\`:**\n\n\`\`\`\n${SEARCH}\n\`\`\``,
  'a label': `File: src/a.ts\n${SEARCH}`,
  'a list item': `1. \`src/a.ts\`\n${SEARCH}`,
  'a comment': `\`\`\`ts\n// src/a.ts\n${SEARCH}\n\`\`\``,
  'the tag of the prompt': `<file path="src/a.ts">\n${SEARCH}\n</file>`,
  'blanks around the path': `   src/a.ts  \n${SEARCH}`,
  'empty lines between': `src/a.ts\n\n\n${SEARCH}`,
  'blanks after the markers': 'src/a.ts\n<<<<<<< SEARCH  \none\n======= \t\n1\n>>>>>>> REPLACE \n',
  'markers that are too long or short': 'src/a.ts\n<<<<<< SEARCH\none\n======\n1\n>>>>>>>> REPLACE\n',
  CRLF: `src/a.ts\r\n${SEARCH.replaceAll('\n', '\r\n')}\r\n`,
  'indented in a list': `1. src/a.ts\n   \`\`\`\n${SEARCH.replace(/^/gm, '   ')}\n   \`\`\`\n`,
  'prose before and after': `Here it is:\n\nsrc/a.ts\n${SEARCH}\n\nDone. Run the tests.\n`,
  'prose between path and block': `### src/a.ts\n\nThe first line changes.\n\n\`\`\`\n${SEARCH}\n\`\`\`\n`,
};

test.for(Object.entries(FORMS))('a block is read: %s', ([, answer]) => {
  expect(reasons(answer, FILES)).toEqual([]);
  expect(applyTo(FILES, answer)).toEqual({ ...FILES, 'src/a.ts': '1\ntwo\n' });
});

test('an escaped underscore, blanks in a name and new files without an extension are paths', () => {
  const answer = [
    block('src/my\\_b.ts', 'eins\n', '1\n'),
    block('docs/My notes.md', 'un\n', '1\n'),
    block('`docs/Your notes.md`', '', 'new\n'),
    block('docs/Their notes.md', '', 'new\n'),
    block('docs\\Our notes.md', '', 'new\n'),
    block('Makefile', '', 'all:\n'),
    block('**.gitignore**', '', 'dist\n'),
    block('app/(group)/[id]/page.tsx', '', 'x\n'),
  ].join('\n');

  expect(applyTo(FILES, answer)).toEqual({
    'src/a.ts': 'one\ntwo\n',
    'src/my_b.ts': '1\nzwei\n',
    'docs/My notes.md': '1\ndeux\n',
    'docs/Your notes.md': 'new\n',
    'docs/Their notes.md': 'new\n',
    'docs\\Our notes.md': 'new\n',
    Makefile: 'all:\n',
    '.gitignore': 'dist\n',
    'app/(group)/[id]/page.tsx': 'x\n',
  });
});

test.for([
  '',
  'Now the second line:\n',
  'And then\n\n```ts\n',
  'Next\n',
  'Then:\n\nNext:\n',
  '`render`:\n',
  'This is why (e.g. in tests).\n',
  '}\n',
])('a block without a path belongs to the file before: %j', (prose) => {
  const second = '<<<<<<< SEARCH\ntwo\n=======\n2\n>>>>>>> REPLACE\n';

  expect(applyTo(FILES, `src/a.ts\n${SEARCH}\n${prose}${second}`)['src/a.ts']).toBe('1\n2\n');
});

test('prose that introduces another file is no path, and not passed over either', () => {
  const second = '<<<<<<< SEARCH\ntwo\n=======\n2\n>>>>>>> REPLACE\n';

  for (const prose of ['In `src/my_b.ts`, the same:', 'And in src/new.ts:', 'Now **src/my_b.ts** as well:']) {
    expect(reasons(`src/a.ts\n${SEARCH}\n${prose}\n${second}`, FILES)).toEqual([
      '2 - form: has no clear path before it: the path must be alone on its line',
    ]);
  }
});

test('a single word is the path of a file where there is such a file', () => {
  const files = { ...FILES, Makefile: 'one\n' };
  const answer = block('src/a.ts', 'one\n', '1\n') + block('Makefile:', 'one\n', '1\n');

  expect(applyTo(files, answer)).toEqual({ ...FILES, 'src/a.ts': '1\ntwo\n', Makefile: '1\n' });
});

test('a new file whose path is not alone on its line is not made', () => {
  const answer = block('Create docs/new.md', '', 'x\n');

  expect(reasons(answer, FILES)).toEqual([
    '1 - form: has no clear path before it: the path must be alone on its line',
  ]);
});

/** Answers that were cut, or that went wrong, and what is said about them. */
const BROKEN: readonly (readonly [answer: string, reason: string])[] = [
  [SEARCH, '1 - form: has no path before it'],
  ['src/a.ts\n<<<<<<< SEARCH\none\n=======\n1\n', 'is cut off: its closing marker is missing'],
  ['src/a.ts\n<<<<<<< SEARCH\none\n', 'is cut off: its closing marker is missing'],
  ['src/a.ts\n<<<<<<< DELETE\n', 'is cut off: its closing marker is missing'],
  ['src/a.ts\n<<<<<<< SEARCH\none\n>>>>>>> REPLACE\n', 'has no "=======" between its old and its new part'],
  [`src/a.ts\n<<<<<<< SEARCH\none\n=======\n${SEARCH}`, 'is not closed before the next one begins'],
  [
    'src/a.ts\n<<<<<<< SEARCH\none\n=======\n1\n>>>>>>> DELETE\n',
    'is not closed by ">>>>>>> REPLACE" at the same indentation',
  ],
  [
    'src/a.ts\n<<<<<<< DELETE\n>>>>>>> REPLACE\n',
    'is not closed by ">>>>>>> DELETE" at the same indentation',
  ],
  ['src/a.ts\n<<<<<<< DELETE\none\n>>>>>>> DELETE\n', 'has text between its DELETE markers'],
  [`src/a.ts\n${SEARCH}\n>>>>>>> REPLACE\n`, 'has a marker in the wrong place: ">>>>>>> REPLACE"'],
  [
    `src/a.ts\n<<<<<<< SEARCH src/a.ts\none\n=======\n1\n`,
    'has a marker in the wrong place: "<<<<<<< SEARCH src/a.ts"',
  ],
  [`src/a.ts\n${SEARCH}\n<<<<<<< REPLACE\n`, 'has a marker in the wrong place: "<<<<<<< REPLACE"'],
  [
    '   src/a.ts\n   <<<<<<< SEARCH\none\n   =======\n   1\n   >>>>>>> REPLACE\n',
    'has lines that are indented less than its markers',
  ],
];

test.for(BROKEN)('what cannot be read fails, and changes nothing: %j', ([answer, reason]) => {
  expect(reasons(answer, FILES).join('\n')).toContain(reason);
  expect(applyTo(FILES, `${answer}\n${block('src/my_b.ts', 'eins\n', '1\n')}`)).toEqual(FILES);
});

test('an answer without edits has neither blocks nor failures', () => {
  for (const answer of ['', 'All is well.\n', '```ts\nconst a = 1;\n```\n', 'Title\n=======\n<<<<<<< HEAD\n'])
    expect(reasons(answer, FILES)).toEqual([]);
});

test('markers within the text of a file, indented as in a test, are text', () => {
  const inner = '  <<<<<<< SEARCH\n  x\n  =======\n  y\n  >>>>>>> REPLACE\n';

  expect(applyTo(FILES, block('new.test.ts', '', inner))['new.test.ts']).toBe(inner);
});

test('conflict markers of Git are text', () => {
  const conflict = '<<<<<<< HEAD\none\n=======\neins\n>>>>>>> branch\n';

  expect(applyTo({}, block('a.ts', '', conflict))).toEqual({ 'a.ts': conflict });
});

test('a file is removed by its own marker', () => {
  expect(applyTo(FILES, removal('src/a.ts'))).not.toHaveProperty(['src/a.ts']);
});

test('too much for one call is refused as a whole, at once', () => {
  const many = Array.from({ length: 10_000 }, (_, place) => block(`new-${place}.ts`, '', 'x\n')).join('');
  const large = block('new.ts', '', 'x'.repeat(99).concat('\n').repeat(500_000));

  expect(reasons(many, FILES)).toEqual([
    '1 - form: is part of an answer with more than 5,000 blocks, where one call may have 5,000',
  ]);
  expect(reasons(large, FILES).join()).toMatch(/an answer with 50,000,0\d\d characters, where one call/);
  expect(applyTo(FILES, many)).toEqual(FILES);
});
