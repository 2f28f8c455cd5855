import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { answerOf, receiptLineOf, receiptOf, textOf } from '../support/results.ts';
import { setUp } from '../support/setup.ts';
import { until } from '../support/until.ts';

const ANSWER = Array.from({ length: 100 }, (_, place) => `Line ${place} of the answer.\n`).join('');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('an answer is saved as it is, and the caller gets the receipt and a few lines', async () => {
  await using it = await setUp({ answer: () => ANSWER });
  const result = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'docs/out.md' });
  const saved = { path: 'docs/out.md', bytes: ANSWER.length, sha256: sha256(ANSWER) };

  expect(await readFile(path.join(it.project, 'docs/out.md'), 'utf8')).toBe(ANSWER);
  expect(receiptOf(result).saved_to).toEqual(saved);
  expect(answerOf(result)).toContain(`Saved to docs/out.md (${saved.bytes} bytes, SHA-256 ${saved.sha256})`);
  expect(answerOf(result)).toContain('Line 2 of the answer.');
  expect(textOf(result).length).toBeLessThan(800);
});

test('only the code is saved where code is asked for; an answer without any is not taken for code', async () => {
  const answers = ['Here it is:\n```ts\nconst a = 1;\n```\nDone.', 'There is no code here.'];
  await using it = await setUp({ answer: () => answers.shift() ?? '' });
  const args = { prompt: 'Write.', save_format: 'code' };
  await it.call('deepseek_stream', { ...args, save_to: 'a.ts' });
  const none = await it.call('deepseek_stream', { ...args, save_to: 'b.ts' });

  expect(await readFile(path.join(it.project, 'a.ts'), 'utf8')).toBe('const a = 1;\n');
  expect(none.isError).toBe(true);
  expect(receiptLineOf(none)).toMatch(
    /NOT SAVED: save_format is "code", but the answer has no closed code block/,
  );
  expect(answerOf(none)).toBe('There is no code here.');
  expect((await readdir(it.project)).toSorted()).toEqual(['a.ts', 'b.ts.incomplete']);
});

test('a file that exists is left alone unless it may be overwritten, and nothing is spent on it', async () => {
  await using it = await setUp({ answer: () => ANSWER });
  const file = path.join(it.project, 'out.md');
  await writeFile(file, 'mine');
  const refused = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md' });
  expect(textOf(refused)).toMatch(/save_to "out.md" exists already.*set overwrite to true/);
  expect(it.sandbox.exchanges).toEqual([]);
  await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md', overwrite: true });

  expect(await readFile(file, 'utf8')).toBe(ANSWER);
});

test.for([
  ['reset-mid-stream', {}],
  ['stall-mid-stream', { DEEPSEEK_IDLE_TIMEOUT_SECONDS: '0.4' }],
  ['slow-drip', { DEEPSEEK_TIMEOUT_SECONDS: '0.4' }],
  ['length', {}],
] as const)(
  'an answer that is not whole never takes the name of the file (%s)',
  async ([fault, settings]) => {
    await using it = await setUp({ fault, answer: () => ANSWER }, settings);
    await writeFile(path.join(it.project, 'out.md'), 'mine');
    const result = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md', overwrite: true });
    const part = await readFile(path.join(it.project, 'out.md.incomplete'), 'utf8');

    expect(await readFile(path.join(it.project, 'out.md'), 'utf8')).toBe('mine');
    expect(ANSWER.startsWith(part)).toBe(true);
    expect(part.length).toBeGreaterThan(0);
    expect(receiptOf(result)).toMatchObject({
      status: 'incomplete',
      saved_to: { path: 'out.md.incomplete', bytes: part.length, sha256: sha256(part) },
    });
  },
);

test('a cancelled call leaves the target untouched', async () => {
  await using it = await setUp({ answer: () => ANSWER, tokensPerSecond: 100 });
  await writeFile(path.join(it.project, 'out.md'), 'mine');
  const controller = new AbortController();
  const args = { prompt: 'Write.', save_to: 'out.md', overwrite: true };
  const lost = it.call('deepseek_stream', args, { signal: controller.signal }).catch(() => 'cancelled');
  await until('something is written', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 40);
  controller.abort();
  expect(await lost).toBe('cancelled');
  await until('upstream was left', () => it.sandbox.exchanges[0]?.outcome === 'client-left', 1000);

  await expect.poll(() => readdir(it.project)).toEqual(['out.md', 'out.md.incomplete']);
  expect(await readFile(path.join(it.project, 'out.md'), 'utf8')).toBe('mine');
});

test('a run that is handed over is saved when it ends', async () => {
  await using it = await setUp(
    { answer: () => ANSWER, tokensPerSecond: 600 },
    { DEEPSEEK_WAIT_SECONDS: '0.4' },
  );
  const begun = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md' });
  expect(receiptOf(begun).status).toBe('running');

  await expect
    .poll(() => readFile(path.join(it.project, 'out.md'), 'utf8').catch(() => ''), { timeout: 10_000 })
    .toBe(ANSWER);
});

test('an answer that cannot be saved after all is handed over', async () => {
  await using it = await setUp({ answer: () => ANSWER, tokensPerSecond: 1000 });
  const saving = it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md' });
  await until('something is written', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 5);
  await writeFile(path.join(it.project, 'out.md'), 'somebody else’s');
  const result = await saving;

  expect(result.isError).toBe(true);
  expect(receiptLineOf(result)).toMatch(/NOT SAVED: "out.md" has been made by somebody else/);
  expect(answerOf(result)).toBe(ANSWER.trimEnd() + '\n');
  expect(await readFile(path.join(it.project, 'out.md'), 'utf8')).toBe('somebody else’s');
});

test('the command saves as well, and prints nothing but where', async () => {
  await using it = await setUp({ answer: () => '```ts\nconst a = 1;\n```' });
  const words = ['chat', 'Write.', '--out', 'a.ts', '--save-format', 'code'];
  const first = await run(words, { environment: it.environment });
  const second = await run(words, { environment: it.environment });
  const third = await run([...words, '--overwrite'], { environment: it.environment });

  expect(first).toMatchObject({ stdout: '', exitCode: 0 });
  expect(first.stderr).toMatch(/saved to a\.ts \(13 bytes, SHA-256/);
  expect(second.stderr).toMatch(/"a\.ts" exists already/);
  expect(second.exitCode).toBe(4);
  expect(third.exitCode).toBe(0);
  expect(it.sandbox.exchanges).toHaveLength(2);
});
