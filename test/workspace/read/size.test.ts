import { expect, test } from 'vitest';
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { folderWith, refusal } from '../../support/files.ts';

const readWith = (maxInputBytes: number, root: string, ...patterns: string[]) =>
  readAttachments(patterns, { roots: [root], maxInputBytes });

test('as much as the limit is sent, and not one byte more', async () => {
  const root = folderWith({ 'a.txt': 'a'.repeat(60), 'b.txt': 'b'.repeat(40) });

  expect((await readWith(100, root, '*.txt')).files).toHaveLength(2);
  expect((await refusal(readWith(99, root, '*.txt'))).what).toBe(
    'The 2 files add up to 100 bytes; one call takes 99 bytes (DEEPSEEK_MAX_INPUT_BYTES). The largest: a.txt (60 bytes), b.txt (40 bytes).',
  );
});

test('the five largest are named', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 9 }, (_, place) => [`${place}.txt`, 'x'.repeat(place)]),
  );
  const { what } = await refusal(readWith(10, folderWith(files), '*.txt'));

  expect(what).toMatch(/The largest: 8\.txt \(8 bytes\), 7\.txt .*, 4\.txt \(4 bytes\)\.$/);
});

test('where they are spread over folders, the largest folders are named, below what all have in common', async () => {
  const files = { 'p/a/1.txt': 30, 'p/a/deep/2.txt': 40, 'p/b/3.txt': 50, 'p/4.txt': 5 };
  const root = folderWith(
    Object.fromEntries(Object.entries(files).map(([name, size]) => [name, 'x'.repeat(size)])),
  );
  const { what, next } = await refusal(readWith(60, root, 'p'));

  expect(what).toContain(
    'The 4 files add up to 125 bytes; one call takes 60 bytes (DEEPSEEK_MAX_INPUT_BYTES). The largest folders: p/a/ (70 bytes), p/b/ (50 bytes).',
  );
  expect(next).toMatch(/^Give a narrower glob/);
});

test('what is sent besides counts, too', async () => {
  const root = folderWith({ 'a.txt': 'a'.repeat(60) });
  const read = (otherBytes: number) =>
    readAttachments(['*'], { roots: [root], maxInputBytes: 100, otherBytes });

  expect((await read(40)).files).toHaveLength(1);
  expect((await refusal(read(41))).what).toMatch(/^The 1 file adds up to 60 bytes, besides 41 bytes/);
});

test('one file that is too large is refused by name and skipped by a glob', async () => {
  const root = folderWith({ 'a.txt': 'a'.repeat(101), 'b.txt': 'b' });

  expect((await refusal(readWith(100, root, 'a.txt'))).what).toMatch(
    /^"a\.txt" is too large: 101 bytes, where one call takes 100/,
  );
  const { files, skipped } = await readWith(100, root, '*');
  expect(files.map((file) => file.path)).toEqual(['b.txt']);
  expect(skipped).toEqual([{ path: 'a.txt', reason: expect.stringContaining('is too large: 101 bytes') }]);
});

test('too much is detected by the sizes alone, before anything is read', async () => {
  const root = folderWith({ 'a.txt': '', 'b.txt': '' });
  // Two terabytes that take no room; to read them would take all memory.
  for (const name of ['a.txt', 'b.txt']) truncateSync(path.join(root, name), 2 ** 40);

  expect((await refusal(readWith(2 ** 40, root, '*'))).what).toContain('2,199,023,255,552 bytes');
});

test('a range of a file that is far too long is refused after a bounded look', async () => {
  const root = folderWith({ 'a.txt': '' });
  truncateSync(path.join(root, 'a.txt'), 2 ** 40);

  expect((await refusal(readWith(100, root, 'a.txt:1-2'))).what).toMatch(
    /^"a\.txt" is too large: 1,099,511,627,776 bytes/,
  );
});
