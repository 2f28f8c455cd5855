import { expect, test } from 'vitest';
import { answerOf, receiptLineOf, receiptOf, runIdOf } from '../../support/results.ts';
import { setUp } from '../../support/setup.ts';

const ANSWER = Array.from({ length: 60 }, (_, place) => `Sentence ${place} of the answer.`).join(' ');
const PROTOCOLS = ['chat-completions', 'messages', 'gemini'] as const;
const FAULTS = [
  'reset-mid-stream',
  'end-without-finish',
  'stall-mid-stream',
  'error-event',
  'length',
] as const;

test.for(PROTOCOLS.flatMap((protocol) => FAULTS.map((fault) => [protocol, fault] as const)))(
  'an answer that %s breaks off (%s) goes on where it stopped',
  async ([protocol, fault]) => {
    await using it = await setUp(
      { fault, faultTimes: 1, answer: () => ANSWER },
      // Only a stall has to wait for it.
      { DEEPSEEK_IDLE_TIMEOUT_SECONDS: fault.startsWith('stall') ? '1' : '60' },
    );
    const broken = await it.call('deepseek_stream', { prompt: 'Write.', protocol });
    const id = runIdOf(broken);
    expect(receiptOf(broken).status).toBe('incomplete');
    expect(receiptLineOf(broken)).toContain(`to resume: deepseek_stream {"run_id":"${id}"}`);
    const rest = await it.call('deepseek_stream', { run_id: id });

    expect(receiptOf(rest)).toMatchObject({ status: 'complete', finish_reason: 'stop', run_id: id });
    expect(answerOf(broken) + answerOf(rest)).toBe(ANSWER);
    expect(it.sandbox.exchanges).toHaveLength(2);
    expect(answerOf(await it.call('deepseek_stream', { run_id: id, offset: 0 }))).toBe(ANSWER);
  },
);

test('one that breaks off again goes on again, and what it cost is unknown where a part did not tell', async () => {
  await using it = await setUp({ fault: 'reset-mid-stream', faultTimes: 2, answer: () => ANSWER });
  const first = await it.call('deepseek_chat', { prompt: 'Write.' });
  const id = runIdOf(first);
  const second = await it.call('deepseek_stream', { run_id: id });
  const third = await it.call('deepseek_stream', { run_id: id });

  expect(second.isError).toBe(true);
  expect([first, second, third].map(answerOf).join('')).toBe(ANSWER);
  expect(receiptOf(third)).toMatchObject({ status: 'complete', usage: null });
});

test('the usage of an answer in two parts is that of both', async () => {
  await using it = await setUp({ fault: 'length', faultTimes: 1, answer: () => ANSWER });
  const cut = await it.call('deepseek_chat', { prompt: 'Write.' });
  const whole = await it.call('deepseek_stream', { run_id: runIdOf(cut) });
  const [before, after] = [receiptOf(cut).usage, receiptOf(whole).usage];

  expect(after?.output_tokens).toBeGreaterThan(before?.output_tokens ?? Infinity);
  expect(after?.total_tokens).toBe((after?.input_tokens ?? 0) + (after?.output_tokens ?? 0));
});

test('an overlap with the stored text is dropped', async () => {
  const kept: string[] = [];
  await using it = await setUp({
    answer: () => (kept[0] === undefined ? ANSWER : `${kept[0].slice(-60)}And then it ended.`),
    fault: 'length',
    faultTimes: 1,
  });
  const cut = await it.call('deepseek_chat', { prompt: 'Write.' });
  kept.push(answerOf(cut));
  const rest = await it.call('deepseek_stream', { run_id: runIdOf(cut) });

  expect(answerOf(rest)).toBe('And then it ended.');
});

test('an answer that lacked nothing but its end is whole when the model has nothing to add', async () => {
  await using it = await setUp({ fault: 'finish-without-done', faultTimes: 1, answer: () => 'All of it.' });
  const broken = await it.call('deepseek_chat', { prompt: 'Write.', protocol: 'messages' });
  expect(receiptOf(broken).status).toBe('incomplete');
  const whole = await it.call('deepseek_stream', { run_id: runIdOf(broken), offset: 0 });

  expect(answerOf(whole)).toContain('All of it.');
  expect(receiptOf(whole).status).toBe('complete');
});

test('a failed request is sent again by its run_id', async () => {
  await using it = await setUp({ fault: '402', faultTimes: 1, answer: () => 'Now it works.' });
  const failed = await it.call('deepseek_chat', { prompt: 'Write.' });
  expect(receiptOf(failed).status).toBe('failed');
  const again = await it.call('deepseek_stream', { run_id: runIdOf(failed) });

  expect(answerOf(again)).toBe('Now it works.');
  expect(it.sandbox.exchanges[1]?.body).toEqual(it.sandbox.exchanges[0]?.body);
});

test('two calls that resume one run at the same moment send one request', async () => {
  await using it = await setUp({
    fault: 'end-without-finish',
    faultTimes: 1,
    answer: () => ANSWER,
    tokensPerSecond: 400,
  });
  const broken = await it.call('deepseek_chat', { prompt: 'Write.' });
  const run_id = runIdOf(broken);
  const both = await Promise.all([
    it.call('deepseek_stream', { run_id, offset: 0 }),
    it.call('deepseek_stream', { run_id, offset: 0 }),
  ]);

  expect(both.filter((result) => answerOf(result) === ANSWER)).not.toHaveLength(0);
  expect(it.sandbox.exchanges).toHaveLength(2);
});
