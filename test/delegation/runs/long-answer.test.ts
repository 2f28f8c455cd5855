import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { answerOf, textOf } from '../../support/results.ts';
import { setUp } from '../../support/setup.ts';

const ANSWER = Array.from({ length: 500 }, (_, place) => `Zeile ${place} der Antwort, größer.\n`).join('');

test('a long answer goes to a file as a whole, and its head and tail to the caller', async () => {
  await using it = await setUp({ answer: () => ANSWER }, { DEEPSEEK_MAX_INLINE_CHARS: '3000' });
  const result = await it.call('deepseek_chat', { prompt: 'Write.' });
  const text = answerOf(result);
  const [, file = ''] = /all of it \(\d+ characters, \d+ bytes\) is in (\S+) …\]/.exec(text) ?? [];

  expect(text.length).toBeLessThan(3500);
  expect(ANSWER.startsWith(text.slice(0, 1000))).toBe(true);
  expect(ANSWER.endsWith(text.slice(-500))).toBe(true);
  expect(text).toContain(`${ANSWER.length} characters, ${Buffer.byteLength(ANSWER)} bytes`);
  expect(await readFile(file, 'utf8')).toBe(ANSWER);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(file.startsWith(it.stateDir)).toBe(true);
});

test('an answer at the limit is returned inline, and clients are asked not to cut it', async () => {
  await using it = await setUp({ answer: () => 'x'.repeat(3000) }, { DEEPSEEK_MAX_INLINE_CHARS: '3000' });
  const result = await it.call('deepseek_chat', { prompt: 'Write.' });
  const { tools } = await it.connected.client.listTools();

  expect(textOf(result)).toContain('x'.repeat(3000));
  expect(tools.map(({ _meta }) => _meta?.['anthropic/maxResultSizeChars'])).toEqual([
    500_000,
    500_000,
    undefined,
  ]);
});
