import { expect, test } from 'vitest';
import { RANDOM } from '../../support/files.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

const FILES = {
  'plain.txt': 'plain',
  'picture.dat': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xfe]),
  '.env': 'NAME=value\n',
  'config.ts': `export const token = 'ghp_${RANDOM.slice(0, 36)}';\n`,
  'large.txt': 'x'.repeat(600),
  'larger.txt': 'x'.repeat(700),
};
const SMALL = { environment: { DEEPSEEK_MAX_INPUT_BYTES: '1000' } };

const REFUSALS = [
  [['../elsewhere.txt'], /elsewhere\.txt.* is outside the folders that may be used/],
  [['missing.txt'], /missing\.txt.* does not exist/],
  [['picture.dat'], /picture\.dat.*(binary|UTF-8)/],
  [['.env'], /\.env.* is not sent: by its name it holds/],
  [['config.ts'], /config\.ts.* is not sent: .*line 1/],
  [
    ['large.txt', 'larger.txt'],
    /add up to 1,30[05] bytes.*DEEPSEEK_MAX_INPUT_BYTES.*larger\.txt.*large\.txt/,
  ],
  [['*.md'], /\*\.md.* matches no file/],
  [['.env*'], /leaves nothing that can be sent: \.env/],
] as const;

test.for(REFUSALS)('%j is refused before anything is sent', async ([files, message]) => {
  await using it = await openSession(FILES, SMALL);
  const results = [
    await it.call('deepseek_chat', { prompt: 'Review.', files: [...files, 'plain.txt'] }),
    await it.call('deepseek_stream', { prompt: 'Review.', files: [...files] }),
  ];

  for (const result of results) {
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(message);
    expect(textOf(result)).not.toContain(RANDOM.slice(0, 36));
  }
  expect(it.sandbox.exchanges).toEqual([]);
});

test('what a glob matches of that kind is skipped and named, and the rest is sent', async () => {
  await using it = await openSession(FILES);
  const result = await it.call('deepseek_chat', { prompt: 'Review.', files: ['*'] });

  expect(receiptOf(result).files?.map(({ path }) => path)).toEqual(['large.txt', 'larger.txt', 'plain.txt']);
  expect(textOf(result)).toMatch(/skipped: \.env .*; config\.ts .*; picture\.dat /);
  expect(it.sandbox.exchanges[0]?.bodyText).not.toContain(RANDOM.slice(0, 36));
});

test('DEEPSEEK_ROOTS=none turns files and save_to off, and leaves the rest', async () => {
  await using it = await openSession(FILES, { environment: { DEEPSEEK_ROOTS: 'none' } });
  const refused = [
    await it.call('deepseek_chat', { prompt: 'Review.', files: ['plain.txt'] }),
    await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md' }),
    await it.call('deepseek_stream', { prompt: 'Write.', for_each: ['*'], save_to: 'out/{path}' }),
  ];

  for (const result of refused) {
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('DEEPSEEK_ROOTS');
  }
  expect(it.sandbox.exchanges).toEqual([]);
  expect((await it.call('deepseek_chat', { prompt: 'Hello' })).isError).toBeFalsy();
});
