import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { receiptOf, textOf } from '../../support/results.ts';
import { openSession } from '../../support/project.ts';

const FILES = {
  'src/b.ts': 'export const b = 2;\n',
  'src/a.ts': 'export const a = 1;\n',
  'src/deep/c.ts': 'one\ntwo\nthree\nfour\n',
  'build/made.ts': 'made();\n',
  '.gitignore': 'build/\n',
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('files come before the prompt, each under its path', async () => {
  await using it = await openSession(FILES);
  await it.call('deepseek_chat', { prompt: 'Review this.', files: ['src/a.ts'] });

  expect(it.sent(0)).toEqual([
    {
      role: 'user',
      content: '<file path="src/a.ts">\n```\nexport const a = 1;\n```\n</file>\n\nReview this.',
    },
  ]);
});

test('a glob catches files at any depth but what .gitignore excludes, and the receipt says what it left', async () => {
  await using it = await openSession(FILES);
  const result = await it.call('deepseek_chat', { prompt: 'Review this.', files: ['**/*.ts'] });

  expect(pathsIn(it.sent(0)[0]?.content)).toEqual(['src/a.ts', 'src/b.ts', 'src/deep/c.ts']);
  expect(textOf(result)).toMatch(/\[deepseek-v4-pro · stop · .* · skipped: build\/? .*\.gitignore.*\]$/);
  expect(it.sandbox.exchanges[0]?.bodyText).not.toContain('made()');
});

test('a line range sends these lines alone', async () => {
  await using it = await openSession(FILES);
  const result = await it.call('deepseek_chat', { prompt: 'Review this.', files: ['src/deep/c.ts:2-3'] });

  expect(it.sent(0)[0]?.content).toBe(
    '<file path="src/deep/c.ts" lines="2-3">\n```\ntwo\nthree\n```\n</file>\n\nReview this.',
  );
  expect(receiptOf(result).files).toEqual([
    { path: 'src/deep/c.ts', bytes: 10, sha256: sha256('two\nthree\n') },
  ]);
});

test('however they are asked for, the same files make the same prefix', async () => {
  await using it = await openSession(FILES);
  await it.call('deepseek_chat', { prompt: 'One.', files: ['src/deep/c.ts', 'src/b.ts', 'src/a.ts'] });
  await it.call('deepseek_stream', { prompt: 'Two.', files: ['src/**'] });
  await it.call('deepseek_chat', { prompt: 'Three.', files: [`${it.root}/src/**/*.ts`, './src/a.ts'] });
  const prefixes = [0, 1, 2].map((request) => it.sent(request)[0]?.content.split('\n\n').slice(0, -1));

  expect(prefixes[1]).toEqual(prefixes[0]);
  expect(prefixes[2]).toEqual(prefixes[0]);
});

test('the receipt names each file with its bytes and its SHA-256', async () => {
  await using it = await openSession(FILES);
  const result = await it.call('deepseek_stream', { prompt: 'Review.', files: ['src/b.ts', 'src/a.ts'] });

  expect(receiptOf(result).files).toEqual([
    { path: 'src/a.ts', bytes: 20, sha256: sha256(FILES['src/a.ts']) },
    { path: 'src/b.ts', bytes: 20, sha256: sha256(FILES['src/b.ts']) },
  ]);
});

test('with messages, files come before the first thing that the user says', async () => {
  await using it = await openSession(FILES);
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'Review this.' },
  ];
  await it.call('deepseek_chat', { messages, files: ['src/a.ts'] });

  const sent = it.sent(0);
  expect(sent.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(sent[1]?.content).toMatch(/^<file path="src\/a\.ts">\n.*<\/file>\n\nHello$/s);
  expect([sent[0], sent[2], sent[3]]).toEqual([messages[0], messages[2], messages[3]]);
});

function pathsIn(content = ''): string[] {
  return [...content.matchAll(/<file path="([^"]*)"/g)].map(([, path]) => path ?? '');
}
