import { expect, test } from 'vitest';
import { answerOf, receiptLineOf, receiptOf, runIdOf } from '../../support/results.ts';
import { connectInMemory, spawnServer } from '../../support/server.ts';
import { setUp } from '../../support/setup.ts';

const ANSWER = Array.from({ length: 40 }, (_, place) => `Sentence ${place} of the answer.`).join('\n');
/** About three seconds of answer, of which one is waited for. */
const SLOW = { tokensPerSecond: 120, answer: () => ANSWER };
const IMPATIENT = { DEEPSEEK_WAIT_SECONDS: '1' };

test.concurrent('a call returns after its wait, and the rest comes by run_id: one request in all', async () => {
  await using it = await setUp(SLOW, IMPATIENT);
  const startedAt = performance.now();
  const begun = await it.call('deepseek_chat', { prompt: 'Write.' });
  const waitedMs = performance.now() - startedAt;
  const id = runIdOf(begun);

  expect(waitedMs).toBeGreaterThan(950);
  expect(receiptLineOf(begun)).toMatch(
    /^\[RUNNING · deepseek-v4-pro · \d+ s, \d+ characters so far · for the rest: deepseek_stream \{"run_id":"r_[\w-]{22}"\}\]$/,
  );
  expect(receiptOf(begun)).toMatchObject({
    status: 'running',
    finish_reason: null,
    run_id: id,
    saved_to: null,
  });
  expect(begun.isError).toBeFalsy();

  let text = answerOf(begun);
  let result = begun;
  for (let turn = 0; turn < 10 && receiptOf(result).status === 'running'; turn += 1) {
    result = await it.call('deepseek_stream', { run_id: id });
    text += answerOf(result);
  }
  expect(text).toBe(ANSWER);
  expect(receiptOf(result)).toMatchObject({ status: 'complete', finish_reason: 'stop', run_id: id });
  expect(receiptOf(result).usage?.output_tokens).toBeGreaterThan(0);
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test.concurrent.for(['initialize', 'server/discover'] as const)(
  'another server process gives the rest (%s)',
  async (era) => {
    await using it = await setUp(SLOW, IMPATIENT);
    await using other = await spawnServer({ ...it.environment, DEEPSEEK_WAIT_SECONDS: '20' }, era);
    const begun = await it.call('deepseek_stream', { prompt: 'Write.' });
    const rest = await other.client.callTool({
      name: 'deepseek_stream',
      arguments: { run_id: runIdOf(begun) },
    });

    expect(answerOf(begun) + answerOf(rest)).toBe(ANSWER);
    expect(receiptOf(rest).status).toBe('complete');
    expect(it.sandbox.exchanges).toHaveLength(1);
  },
);

test.concurrent('offset says from where, and a run that is whole can be read again', async () => {
  await using it = await setUp({ answer: () => ANSWER });
  const whole = await it.call('deepseek_chat', { prompt: 'Write.' });
  const id = runIdOf(whole);
  const tail = await it.call('deepseek_stream', { run_id: id, offset: 100 });

  expect(answerOf(tail)).toBe(ANSWER.slice(100));
  expect(receiptLineOf(tail)).toContain(`from character 100 of ${ANSWER.length}`);
  expect(answerOf(await it.call('deepseek_stream', { run_id: id }))).toBe('');
  expect(answerOf(await it.call('deepseek_stream', { run_id: id, offset: 0 }))).toBe(ANSWER);
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('what went to a file is shown from its start, and the receipt says nothing else', async () => {
  await using it = await setUp({ answer: () => ANSWER });
  const saved = await it.call('deepseek_stream', { prompt: 'Write.', save_to: 'out.md' });
  const again = await it.call('deepseek_stream', { run_id: runIdOf(saved), offset: 100 });

  expect(answerOf(again)).toContain(ANSWER.slice(0, 50));
  expect(receiptLineOf(again)).not.toContain('from character');
});

test.concurrent('JSON is returned from its start', async () => {
  const json = JSON.stringify(Array.from({ length: 400 }, (_, place) => place));
  await using it = await setUp({ tokensPerSecond: 120, answer: () => json }, IMPATIENT);
  const begun = await it.call('deepseek_chat', { prompt: 'Count in JSON.', response_format: 'json' });
  expect(receiptOf(begun).status).toBe('running');
  let rest = begun;
  for (let turn = 0; turn < 10 && receiptOf(rest).status === 'running'; turn += 1) {
    rest = await it.call('deepseek_stream', { run_id: runIdOf(begun) });
  }

  // Whole JSON is a text of its own.
  expect(JSON.parse((rest.content[0] as { text: string }).text)).toEqual(JSON.parse(json));
});

test.concurrent.for([
  [{ run_id: 'r_x' }, /"r_x" is not the id of a run.*Use a recent one \(r_/],
  [{ run_id: `r_${'a'.repeat(22)}` }, /There is no run r_a+ .*Use a recent one \(r_/],
  [{ run_id: `r_${'a'.repeat(22)}`, prompt: 'Hello' }, /run_id was given together with prompt/],
  [{ offset: 3, prompt: 'Hello' }, /offset was given without run_id/],
  [{ cancel: true, prompt: 'Hello' }, /cancel was given without run_id/],
  [{}, /prompt is missing or blank/],
] as const)('%j is refused, and nothing is sent', async ([args, message]) => {
  await using it = await setUp();
  await it.call('deepseek_chat', { prompt: 'Hello' });
  const result = await it.call('deepseek_stream', args);

  expect(result.isError).toBe(true);
  expect(JSON.stringify(result.content).replaceAll('\\"', '"')).toMatch(message);
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('a run that cannot be kept on disk goes on without: no id, a note, and a call that waits for the end', async () => {
  await using it = await setUp(SLOW, IMPATIENT);
  await using lost = await connectInMemory({ ...it.environment, DEEPSEEK_STATE_DIR: '/dev/null/state' });
  const result = await lost.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Write.' } });

  expect(answerOf(result)).toBe(ANSWER);
  expect(receiptOf(result)).toMatchObject({ status: 'complete', run_id: null });
  expect(receiptLineOf(result)).toMatch(
    /not kept on disk: The state folder .* cannot be written \(ENOTDIR\)/,
  );
});
