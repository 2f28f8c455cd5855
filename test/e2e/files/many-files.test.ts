import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAttachments } from '../../../src/workspace/read/attachments.ts';
import { folderWith, refusal } from '../../support/files.ts';

const readWith = (maxInputBytes: number, root: string, ...patterns: string[]) =>
  readAttachments(patterns, { roots: [root], maxInputBytes });

test('a glob that is too much for certain is not looked through to its end', async () => {
  const folders = Object.fromEntries(Array.from({ length: 48 }, (_, place) => [`f${place}/.keep`, '']));
  const root = folderWith(folders);
  for (const folder of Object.keys(folders)) {
    for (let file = 0; file < 120; file += 1)
      writeFileSync(path.join(root, path.dirname(folder), `${file}.txt`), 'x');
  }
  const { what } = await refusal(readWith(100, root, '**/*.txt'));

  expect(what).toMatch(
    /^The first 5,\d+ files, of more, add up to 5,\d+ bytes; .* The largest folders: f0\/ \(120 bytes\)/,
  );
  expect((await readWith(100, root, 'f1/1*.txt')).files).toHaveLength(31);
});
