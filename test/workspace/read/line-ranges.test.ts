import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { folderWith, RANDOM, read, refusal } from '../../support/files.ts';

const LINES = Array.from({ length: 100 }, (_, place) => `line ${place + 1}\n`);
const between = (first: number, last: number) => LINES.slice(first - 1, last).join('');

test.for([
  ['a.txt:10-80', between(10, 80), { first: 10, last: 80 }],
  ['a.txt:10', between(10, 10), { first: 10, last: 10 }],
  ['a.txt:1-1', between(1, 1), { first: 1, last: 1 }],
  ['a.txt:95-400', between(95, 100), { first: 95, last: 100 }],
  ['*.txt:2-3', between(2, 3), { first: 2, last: 3 }],
] as const)('%s sends those lines', async ([entry, text, lines]) => {
  const { files } = await read(folderWith({ 'a.txt': LINES.join('') }), entry);

  expect(files).toEqual([
    {
      path: 'a.txt',
      text,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      lines,
    },
  ]);
});

test('a file that is called like a range is meant first', async () => {
  const root = folderWith({ 'a.txt': 'one\ntwo\n', 'a.txt:2': 'literal' });

  expect((await read(root, 'a.txt:2')).files[0]).toMatchObject({
    path: 'a.txt:2',
    text: 'literal',
    lines: undefined,
  });
});

test('a last line without a line break is a line', async () => {
  expect((await read(folderWith({ 'a.txt': 'one\r\ntwo' }), 'a.txt:2')).files[0]?.text).toBe('two');
});

test.for([
  ['a.txt:0', /has a line range that is none/],
  ['a.txt:0-5', /has a line range that is none/],
  ['a.txt:9-3', /has a line range that is none/],
  ['a.txt:4', /has no line 4: it has 3 lines/],
  ['a.txt:4-9', /has no lines 4 to 9: it has 3 lines/],
  ['a.txt:-3', /^"a\.txt:-3" does not exist/],
  ['a.txt:1-', /^"a\.txt:1-" does not exist/],
  ['a.txt:x', /^"a\.txt:x" does not exist/],
  ['b.txt:1-2', /^"b\.txt" does not exist/],
  ['../b.txt:1-2', /^"\.\.\/b\.txt" is outside/],
] as const)('%s is refused', async ([entry, reason]) => {
  expect((await refusal(read(folderWith({ 'a.txt': '1\n2\n3\n' }), entry))).what).toMatch(reason);
});

test('a glob leaves out files that end before the range', async () => {
  const root = folderWith({ 'long.txt': LINES.join(''), 'short.txt': 'one\n' });
  const { files, skipped } = await read(root, '*.txt:50-60');

  expect(files.map((file) => file.path)).toEqual(['long.txt']);
  expect(skipped).toEqual([{ path: 'short.txt', reason: 'has no lines 50 to 60: it has 1 lines' }]);
});

test('a line that is asked for twice is sent once', async () => {
  const root = folderWith({ 'a.txt': LINES.join('') });
  const ranges = async (...entries: string[]) =>
    (await read(root, ...entries)).files.map((file) => file.lines);

  expect(await ranges('a.txt:30-40', 'a.txt:1-5', 'a.txt:4-9', 'a.txt:10')).toEqual([
    { first: 1, last: 10 },
    { first: 30, last: 40 },
  ]);
  expect(await ranges('a.txt:30-40', 'a.txt', 'a.txt:1')).toEqual([undefined]);
});

test('a range is counted by what it sends, of a file that is too large in all', async () => {
  const root = folderWith({ 'a.log': LINES.join('').repeat(100) });
  const options = { roots: [root], maxInputBytes: 200 };

  const { files } = await readAttachments(['a.log:5000-5003'], options);
  expect(files[0]?.lines).toEqual({ first: 5000, last: 5003 });
  expect((await refusal(readAttachments(['a.log:1-5000'], options))).what).toMatch(
    /^The 1 file adds up to [\d,]+ bytes/,
  );
});

test('a range without the secret is sent, one with it is not', async () => {
  const key = [
    '-----BEGIN ',
    'PRIVATE KEY-----\n',
    `${RANDOM}\n`.repeat(5),
    '-----END ',
    'PRIVATE KEY-----\n',
  ].join('');
  const root = folderWith({ 'a.txt': `one\ntwo\n${key}last\n`, 'b.txt': `one\ntoken: "${RANDOM}"\nthree\n` });

  expect((await read(root, 'a.txt:1-2', 'a.txt:10', 'b.txt:3')).files.map((file) => file.text)).toEqual([
    'one\ntwo\n',
    'last\n',
    'three\n',
  ]);
  // The middle of a key has nothing by which it could be known; the whole file has.
  expect((await refusal(read(root, 'a.txt:5-6'))).what).toMatch(
    /holds what looks like a private key \(lines 3 to 9\)/,
  );
  expect((await refusal(read(root, 'b.txt:1-2'))).what).toMatch(/\(line 2\)/);
});
