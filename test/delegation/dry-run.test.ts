import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RANDOM } from '../support/files.ts';
import { openSession } from '../support/project.ts';
import { receiptLineOf, receiptOf, textOf } from '../support/results.ts';

const FILES = {
  'src/a.ts': 'export const a = 1;\n'.repeat(20),
  'src/b.ts': 'export const b = 2;\n'.repeat(20),
  'docs/glossary.md': 'A term and what it means.\n'.repeat(200),
  'src/.env': 'NAME=value\n',
};
const WITHOUT_KEY = { environment: { RUNAPI_API_KEY: '', RUNAPI_BASE_URL: '' } };

test('a dry run says what would be sent, sends and writes nothing, and needs no key', async () => {
  await using it = await openSession(FILES, WITHOUT_KEY);
  const result = await it.call('deepseek_chat', {
    prompt: 'Review.',
    files: ['src/**', 'docs/*.md'],
    conversation_id: 'new',
    dry_run: true,
  });

  expect(result.isError).toBeUndefined();
  expect(textOf(result)).toContain('| src/a.ts | 400 |');
  expect(textOf(result)).toMatch(/Skipped:\n- src\/\.env /);
  expect(receiptLineOf(result)).toMatch(
    /^\[DRY RUN · deepseek-v4-pro · 1 request · about \d+ input tokens\]$/,
  );
  expect(receiptOf(result)).toMatchObject({ status: 'dry_run', usage: null, attempts: 0, run_id: null });
  expect(receiptOf(result).files).toHaveLength(3);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(existsSync(it.environment['DEEPSEEK_STATE_DIR'] ?? '')).toBe(false);
});

test('without dry_run the missing key is the error', async () => {
  await using it = await openSession(FILES, WITHOUT_KEY);
  const result = await it.call('deepseek_chat', { prompt: 'Review.', files: ['src/*.ts'] });

  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(/RUNAPI_API_KEY/);
});

test('a dry run of a fan-out counts its requests, and what the prefix cache can serve', async () => {
  await using it = await openSession({
    ...FILES,
    ...Object.fromEntries(Array.from({ length: 20 }, (_, number) => [`in/${number}.txt`, `Item ${number}.`])),
  });
  const call = {
    prompt: 'Translate.',
    for_each: ['in/*.txt'],
    files: ['docs/glossary.md'],
    save_to: 'out/{name}.md',
  };
  const dry = await it.call('deepseek_stream', { ...call, dry_run: true });

  expect(receiptLineOf(dry)).toMatch(/· 20 requests · about \d+ input tokens\]$/);
  expect(Number(/can serve about (\d+) %/.exec(textOf(dry))?.[1])).toBeGreaterThan(75);
  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.list().filter((name) => name.startsWith('out/'))).toEqual([]);
});

test('what would be refused is refused', async () => {
  await using it = await openSession(FILES);
  const refused = [
    await it.call('deepseek_chat', { prompt: 'Review.', files: ['src/.env'], dry_run: true }),
    await it.call('deepseek_stream', { prompt: 'Write.', save_to: '../out.md', dry_run: true }),
    await it.call('deepseek_stream', { run_id: `r_${'x'.repeat(22)}`, dry_run: true }),
  ];

  for (const result of refused) expect(result.isError).toBe(true);
  expect(textOf(refused[2] as never)).toMatch(/^dry_run was given together with run_id/);
});

test('a file of a fan-out that cannot be sent is named, and the others are counted', async () => {
  await using it = await openSession({
    'in/a.txt': 'a',
    'in/b.txt': 'b',
    'in/c.txt': `password: ${RANDOM.slice(0, 20)}\n`,
  });
  const call = { prompt: 'Translate.', for_each: ['in/*.txt'], save_to: 'out/{name}.md', dry_run: true };
  const some = await it.call('deepseek_stream', call);
  const none = await it.call('deepseek_stream', { ...call, for_each: ['in/c.*'] });

  expect(receiptLineOf(some)).toMatch(/· 2 requests · /);
  expect(textOf(some)).toMatch(/^would fail: in\/c\.txt: .*looks like a password/m);
  expect(none.isError).toBe(true);
});
