import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAttachments } from '../../src/workspace/read/attachments.ts';
import { folderWith, RANDOM, refusal } from '../support/files.ts';

const TEXT = `API_KEY=${RANDOM}\n`;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const readWith = (root: string, allowed: Record<string, string>, ...patterns: string[]) =>
  readAttachments(patterns, {
    roots: [root],
    maxInputBytes: 1_000_000,
    allowedFiles: Object.entries(allowed).map(([file, sha256]) => ({ path: path.join(root, file), sha256 })),
  });

test.for(['.env', 'src/config.ini'])(
  '%s is sent while its content is the one that is allowed',
  async (file) => {
    const root = folderWith({ [file]: TEXT, 'other.ini': TEXT });
    const allowed = { [file]: hashOf(TEXT) };

    for (const pattern of [file, '**/*', `${file}:1-1`]) {
      const { files } = await readWith(root, allowed, pattern);
      expect(files.map(({ path: shown, text }) => [shown, text])).toEqual([[file, TEXT]]);
    }
    expect((await refusal(readWith(root, allowed, 'other.ini'))).what).toContain('holds what looks like');
  },
);

test.for([
  ['.env', 'by its name it holds environment variables'],
  ['config.ini', 'holds what looks like a secret under a telling name (line 1)'],
])('%s is refused once it has changed, with the way out', async ([file = '', reason]) => {
  const root = folderWith({ [file]: `${TEXT}${TEXT}` });
  const { what, next } = await refusal(readWith(root, { [file]: hashOf(TEXT) }, file));

  expect(what).toContain(reason);
  expect(next).toContain('DEEPSEEK_ALLOW_FILES');
  expect(what + next).not.toContain(RANDOM);
});

test('a file is allowed by where it really is', async () => {
  const root = folderWith({ 'real/.env': TEXT });
  symlinkSync(path.join(root, 'real/.env'), path.join(root, '.env'));

  expect((await readWith(root, { '.env': hashOf(TEXT) }, 'real/.env')).files).toHaveLength(1);
  expect((await readWith(root, { 'real/.env': hashOf(TEXT) }, '.env')).files).toHaveLength(1);
});
