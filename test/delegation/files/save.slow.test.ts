import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { until } from '../../support/until.ts';

const LINES = Array.from({ length: 400 }, (_, line) => `line ${line} of the answer`).join('\n');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('the file has the answer and nothing else; the caller has its head and the receipt', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => LINES } });
  const result = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'docs/deep/answer.md' });

  const facts = { path: 'docs/deep/answer.md', bytes: LINES.length, sha256: sha256(LINES) };
  expect(it.read('docs/deep/answer.md')).toBe(LINES);
  expect(it.list()).toEqual(['docs/deep/answer.md']);
  expect(receiptOf(result)).toMatchObject({ status: 'complete', saved_to: facts });
  expect(textOf(result)).toMatch(
    new RegExp(
      `^Saved to ${facts.path} \\(${facts.bytes} bytes, \\+\\d+ −0 lines, SHA-256 ${facts.sha256}\\)\\. The answer begins:\n\nline 0 `,
    ),
  );
  expect(textOf(result).length).toBeLessThan(600);
  expect(result.isError).toBeFalsy();
});

test('save_format code saves only what is in the code fences', async () => {
  const answer = 'Here it is:\n\n```ts\nmade();\n```\n\nCall it once.';
  await using it = await openSession({}, { sandbox: { answer: () => answer } });
  await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'a.ts', save_format: 'code' });
  await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'a.md' });

  expect(it.read('a.ts')).toBe('made();\n');
  expect(it.read('a.md')).toBe(answer);
});

test('with save_format code, an answer without code is not saved as the file, and not lost', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'I would rather not.' } });
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.ts', save_format: 'code' });

  expect(it.list()).toEqual(['a.ts.incomplete']);
  expect(textOf(result)).toMatch(/^I would rather not\.\n\n\[.*NOT SAVED: .*the answer has no code block/);
  expect(result.isError).toBe(true);
});

test('a file that exists is refused before anything is sent, unless it is to be overwritten', async () => {
  await using it = await openSession({ 'a.md': 'mine' }, { sandbox: { answer: () => 'new' } });
  const refused = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'a.md' });

  expect(textOf(refused)).toBe(
    'save_to "a.md" exists already. Choose another `save_to`, or set `overwrite: true`.',
  );
  expect(it.sandbox.exchanges).toEqual([]);
  expect(it.read('a.md')).toBe('mine');

  await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'a.md', overwrite: true });
  expect(it.read('a.md')).toBe('new');
});

/** Does something to the project while the answer is written. */
async function meanwhile(happening: Readonly<Record<string, string>>, args: Record<string, unknown> = {}) {
  const it = await openSession({}, { sandbox: { answer: () => LINES, tokensPerSecond: 4000 } });
  const call = it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out/a.md', ...args });
  await until('upstream is writing', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
  write(it.root, happening);
  return { ...it, result: await call };
}

test('a target that somebody else makes meanwhile is left alone, and the answer is returned inline', async () => {
  await using it = await meanwhile({ 'out/a.md': 'theirs' });

  expect(it.read('out/a.md')).toBe('theirs');
  expect(textOf(it.result).startsWith(`${LINES}\n\n[`)).toBe(true);
  expect(textOf(it.result)).toMatch(/NOT SAVED: "out\/a\.md" has been made by somebody else/);
  expect(receiptOf(it.result)).toMatchObject({ status: 'complete', saved_to: null });
  expect(it.result.isError).toBe(true);
});

test('where the disk refuses, the answer is returned inline', async () => {
  await using it = await meanwhile({ out: 'a file where the folder should be' });

  expect(it.list()).toEqual(['out']);
  expect(textOf(it.result).startsWith(`${LINES}\n\n[`)).toBe(true);
  expect(textOf(it.result)).toMatch(/NOT SAVED: "out\/a\.md" could not be written \([A-Z]+\)/);
  expect(it.result.isError).toBe(true);
});
