import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { answerOf, receiptLineOf, receiptOf, runIdOf, textOf } from '../support/results.ts';
import { setUp, type SetUp } from '../support/setup.ts';

async function write({ project }: SetUp, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.join(project, path.dirname(name)), { recursive: true });
    await writeFile(path.join(project, name), `This is ${name}.\n`);
  }
}

const TASK = { prompt: 'Summarise.', for_each: ['in/*.txt'], save_to: 'out/{name}.md' };
const names = (count: number) => Array.from({ length: count }, (_, place) => `in/${place}.txt`);

test('500 files in one call: 497 are saved, 3 are named with their reasons, and a second call does only those', async () => {
  await using it = await setUp({ answer: () => 'A summary.' }, { DEEPSEEK_WAIT_SECONDS: '60' });
  await write(it, names(500));
  // What cannot be sent fails for its file alone.
  await writeFile(path.join(it.project, 'in/7.txt'), Buffer.from([0, 1, 2, 3]));
  await writeFile(path.join(it.project, 'in/8.txt'), 'x'.repeat(2_100_000));
  await writeFile(path.join(it.project, 'in/9.txt'), Buffer.from([0xff, 0xfe, 0xfd]));
  const first = await it.call('deepseek_stream', TASK);
  const report = answerOf(first);

  expect(report).toMatch(/^500 files: 497 saved, 3 failed\./);
  for (const name of ['in/7.txt', 'in/8.txt', 'in/9.txt'])
    expect(report).toMatch(new RegExp(`\\| ${name} \\| failed: `));
  expect(report).toMatch(/in\/8\.txt.* too large/);
  expect(receiptOf(first)).toMatchObject({
    status: 'incomplete',
    incomplete_reason: '3 of 500 files are missing',
    attempts: 497,
  });
  expect(first.isError).toBeFalsy();
  expect(textOf(first).length).toBeLessThan(2500);
  expect(await readdir(path.join(it.project, 'out'))).toHaveLength(497);
  expect(it.sandbox.exchanges).toHaveLength(497);

  await write(it, ['in/7.txt', 'in/8.txt', 'in/9.txt']);
  const second = await it.call('deepseek_stream', TASK);
  expect(answerOf(second)).toMatch(
    /^500 files: 3 saved, 497 passed over, since their answer is there already, 0 failed\./,
  );
  expect(receiptOf(second).status).toBe('complete');
  expect(it.sandbox.exchanges).toHaveLength(500);
  expect(await readdir(path.join(it.project, 'out'))).toHaveLength(500);
}, 60_000);

test('eight at a time, each with its file before the prompt', async () => {
  await using it = await setUp({ timeToFirstTokenMs: 100, answer: () => 'A summary.' });
  await write(it, names(20));
  await it.call('deepseek_stream', TASK);
  const { exchanges } = it.sandbox;
  const atOnce = exchanges.map(
    ({ startedAt }) =>
      exchanges.filter((other) => other.startedAt <= startedAt && (other.endedAt ?? Infinity) > startedAt)
        .length,
  );

  expect(Math.max(...atOnce)).toBe(8);
  const [first] = exchanges
    .map(({ body }) => (body as { messages: { content: string }[] }).messages[0]?.content ?? '')
    .toSorted((one, other) => (one < other ? -1 : 1));
  expect(first).toBe('<file path="in/0.txt">\n```\nThis is in/0.txt.\n```\n</file>\n\nSummarise.');
});

test.for([
  [{ ...TASK, save_to: undefined }, /for_each was given without save_to/],
  [{ ...TASK, prompt: ' ' }, /for_each was given without prompt/],
  [{ ...TASK, save_to: 'out/one.md' }, /gives "out\/one.md" for both "in\/0.txt" and "in\/1.txt"/],
  [{ ...TASK, save_to: 'out/{file}.md' }, /placeholder \{file\}, which is unknown/],
  [{ ...TASK, save_to: '../{name}.md' }, /is outside the folders/],
  [{ ...TASK, for_each: ['*.none'] }, /matches no file/],
  [{ ...TASK, conversation_id: 'new' }, /conversation_id and for_each were both given/],
] as const)('%j is refused before anything is sent', async ([args, message]) => {
  await using it = await setUp();
  await write(it, names(2));
  const result = await it.call('deepseek_stream', args);

  expect(textOf(result)).toMatch(message);
  expect(it.sandbox.exchanges).toEqual([]);
});

test('answers beside their files are no files of the next call', async () => {
  await using it = await setUp({ answer: () => 'Eine Übersetzung.' });
  await write(it, ['a.md', 'b.md']);
  const task = { prompt: 'Translate.', for_each: ['*.md'], save_to: '{name}.de.md' };
  await it.call('deepseek_stream', task);
  const again = await it.call('deepseek_stream', task);

  expect(answerOf(again)).toMatch(/^2 files: 0 saved, 2 passed over/);
  expect((await readdir(it.project)).toSorted()).toEqual(['a.de.md', 'a.md', 'b.de.md', 'b.md']);
});

test('what is wrong for one is wrong for all: a refused key stops the rest', async () => {
  await using it = await setUp({ fault: '401', timeToFirstTokenMs: 20 });
  await write(it, names(100));
  const result = await it.call('deepseek_stream', TASK);

  expect(answerOf(result)).toMatch(/^100 files: 0 saved, \d+ failed, \d+ not sent/);
  expect(it.sandbox.exchanges.length).toBeLessThanOrEqual(16);
});

test('the budget holds within a fan-out', async () => {
  await using it = await setUp(
    { timeToFirstTokenMs: 20, answer: () => 'A summary.' },
    { DEEPSEEK_TOKEN_BUDGET: '500' },
  );
  await write(it, names(100));
  const result = await it.call('deepseek_stream', TASK);
  const refused = await it.call('deepseek_chat', { prompt: 'More.' });

  expect(answerOf(result)).toMatch(/The token budget of this server is spent/);
  expect(it.sandbox.exchanges.length).toBeLessThan(40);
  expect(textOf(refused)).toMatch(/^The token budget of this server is spent: \d+ of 500 tokens/);
});

test('a fan-out that takes longer is handed over, and its report comes by run_id', async () => {
  await using it = await setUp(
    { timeToFirstTokenMs: 300, answer: () => 'A summary.' },
    { DEEPSEEK_WAIT_SECONDS: '0.5' },
  );
  await write(it, names(30));
  const begun = await it.call('deepseek_stream', TASK);
  expect(receiptOf(begun).status).toBe('running');
  expect(answerOf(begun)).toMatch(/^30 files: \d+ saved, 0 failed, \d+ to go\./);
  let result = begun;
  for (let turn = 0; turn < 20 && receiptOf(result).status === 'running'; turn += 1) {
    result = await it.call('deepseek_stream', { run_id: runIdOf(begun) });
  }

  expect(answerOf(result)).toMatch(/^30 files: 30 saved, 0 failed\./);
  expect(it.sandbox.exchanges).toHaveLength(30);
});

test('a fan-out with failures goes on by its run_id as well', async () => {
  await using it = await setUp({ fault: '422', faultTimes: 2, answer: () => 'A summary.' });
  await write(it, names(10));
  const first = await it.call('deepseek_stream', TASK);
  expect(receiptLineOf(first)).toContain(`to go on: deepseek_stream {"run_id":"${runIdOf(first)}"}`);
  const second = await it.call('deepseek_stream', { run_id: runIdOf(first) });

  expect(answerOf(second)).toMatch(/^10 files: 2 saved, 8 passed over/);
  expect(receiptOf(second)).toMatchObject({ status: 'complete', run_id: runIdOf(first) });
});

test('progress is over the whole', async () => {
  await using it = await setUp({ timeToFirstTokenMs: 150, answer: () => 'A summary.' });
  await write(it, names(40));
  const messages: string[] = [];
  await it.call('deepseek_stream', TASK, { onprogress: ({ message }) => messages.push(message ?? '') });

  expect(messages.length).toBeGreaterThan(1);
  expect(messages[0]).toMatch(/^0 of 40 files/);
  expect(messages.at(-1)).toMatch(/^\d+ of 40 files · 0 failed · \d+ s · in\/\d+\.txt$/);
});

test('the command does the same: report on stdout, exit code by what is missing', async () => {
  await using it = await setUp({ fault: '422', faultTimes: 1, answer: () => 'A summary.' });
  await write(it, names(3));
  const words = ['map', 'Summarise.', 'in/*.txt', '--out', 'out/{path}.md', '--concurrency', '2'];
  const first = await run(words, { environment: it.environment });
  const second = await run([...words, '--json'], { environment: it.environment });

  expect(first.stdout).toMatch(/^3 files: 2 saved, 1 failed\./);
  expect(first.exitCode).toBe(1);
  expect(JSON.parse(second.stdout)).toMatchObject({ receipt: { status: 'complete' }, error: null });
  expect(second.exitCode).toBe(0);
  expect(await readFile(path.join(it.project, 'out/in/0.txt.md'), 'utf8')).toBe('A summary.');
});
