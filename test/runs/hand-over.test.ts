import { expect, test } from 'vitest';
import { receiptOf } from '../support/results.ts';
import { answerOf, call, createWorld, essay, joinedText, lineOf, readToEnd, runIdOf } from './world.ts';

const ESSAY = essay(25);
/** About three seconds for the essay and the reasoning before it. */
const SLOW = { tokensPerSecond: 75, answer: () => ESSAY };
const HASTE = { DEEPSEEK_WAIT_SECONDS: '1' };

test.concurrent.for([
  ['deepseek_chat', 'the same server'],
  ['deepseek_chat', 'another server'],
  ['deepseek_stream', 'the same server'],
  ['deepseek_stream', 'another server'],
] as const)('%s hands over what there is; %s gives the rest', async ([tool, who]) => {
  await using world = await createWorld(SLOW, HASTE);
  await using first = await world.spawn();
  await using second = await world.spawn();
  const startedAt = performance.now();
  const begun = await call(first, tool, { prompt: 'Explain.' });
  const waitedMs = performance.now() - startedAt;
  const outcomeThen = world.sandbox.exchanges[0]?.outcome;
  const results = await readToEnd(who === 'another server' ? second : first, begun);

  expect(waitedMs).toBeGreaterThan(900);
  expect(waitedMs).toBeLessThan(3000);
  expect(outcomeThen).toBe('open');
  expect(ESSAY.startsWith(answerOf(begun))).toBe(true);
  expect(answerOf(begun)).not.toBe('');
  expect(lineOf(begun).replace(/ \d s, /, ' N s, ')).toBe(
    `[RUNNING · deepseek-v4-pro · N s, ${answerOf(begun).length} characters so far · ` +
      `for the rest: deepseek_stream {"run_id":"${runIdOf(begun)}"}]`,
  );
  expect(begun.isError).toBeFalsy();
  expect(joinedText(results)).toBe(ESSAY);
  expect(results.slice(1).every((each) => !each.isError && runIdOf(each) === runIdOf(begun))).toBe(true);
  expect(receiptOf(results.at(-1)!)).toMatchObject({ status: 'complete', finish_reason: 'stop' });
  expect(world.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('a run that goes on has a receipt with all that is known, and null for the rest', async () => {
  await using world = await createWorld(SLOW, HASTE);
  await using server = await world.connect();
  await using other = await world.spawn();
  const begun = await call(server, 'deepseek_chat', { prompt: 'Explain.', conversation_id: 'new' });
  const seenByOther = await call(other, 'deepseek_stream', { run_id: runIdOf(begun) });
  const running = {
    model: 'deepseek-v4-pro',
    protocol: 'chat-completions',
    status: 'running',
    finish_reason: null,
    incomplete_reason: null,
    usage: null,
    attempts: 1,
    duration_ms: expect.any(Number),
    run_id: expect.stringMatching(/^r_[\w-]{22}$/),
    conversation_id: expect.stringMatching(/^c_/),
    saved_to: null,
    files: null,
  };

  expect(receiptOf(begun)).toEqual({
    ...running,
    time_to_first_token_ms: expect.any(Number),
    request_id: 'req_sandbox_1',
  });
  // Only the process that receives it knows these two before the end.
  expect(receiptOf(seenByOther)).toEqual({ ...running, time_to_first_token_ms: null, request_id: null });
  expect(lineOf(seenByOther)).toMatch(
    /^\[RUNNING · deepseek-v4-pro · \d s, \d+ characters so far · from character \d+ of \d+ · for the rest: deepseek_stream \{"run_id":"r_[\w-]{22}"\}\]$/,
  );
});

test.concurrent('nothing is there yet: the receipt line alone', async () => {
  await using world = await createWorld({ timeToFirstTokenMs: 1500, answer: () => 'Late.' }, HASTE);
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const results = await readToEnd(server, begun);

  expect(begun.content).toEqual([
    {
      type: 'text',
      text: expect.stringMatching(/^\[RUNNING · deepseek-v4-pro · \d s, 0 characters so far · /),
    },
  ]);
  expect(joinedText(results)).toBe('Late.');
});

test.concurrent('offset says which characters the caller has', async () => {
  await using world = await createWorld(SLOW, HASTE);
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const run_id = runIdOf(begun);
  await readToEnd(server, begun);
  const from = (offset: number) => call(server, 'deepseek_stream', { run_id, offset });
  const middle = await from(100);

  expect(answerOf(middle)).toBe(ESSAY.slice(100));
  expect(lineOf(middle)).toContain(` · from character 100 of ${ESSAY.length}]`);
  expect(answerOf(await from(0))).toBe(ESSAY);
  expect(answerOf(await from(ESSAY.length + 1000))).toBe('');
  expect(world.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('once all was handed over, a further call adds nothing and costs nothing', async () => {
  await using world = await createWorld(SLOW, HASTE);
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  await readToEnd(server, begun);
  const further = await call(server, 'deepseek_stream', { run_id: runIdOf(begun) });

  expect(answerOf(further)).toBe('');
  expect(receiptOf(further)).toMatchObject({ status: 'complete', finish_reason: 'stop' });
  expect(further.isError).toBeFalsy();
  expect(world.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('JSON is handed over as a whole, since a part of it is of no use', async () => {
  const json = JSON.stringify({ lines: ESSAY.split('\n') });
  await using world = await createWorld({ ...SLOW, answer: () => json }, HASTE);
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_chat', { prompt: 'As JSON.', response_format: 'json' });
  const results = await readToEnd(server, begun);

  expect(receiptOf(begun).status).toBe('running');
  expect(answerOf(results.at(-1)!)).toBe(json);
  expect(receiptOf(results.at(-1)!).status).toBe('complete');
  expect(world.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('a whole answer can be had again by its run_id, also from another server', async () => {
  await using world = await createWorld({ answer: () => ESSAY });
  await using server = await world.connect();
  const whole = await call(server, 'deepseek_chat', { prompt: 'Explain.' });
  await using other = await world.spawn();
  const again = await call(other, 'deepseek_stream', { run_id: runIdOf(whole) });

  expect(answerOf(again)).toBe(ESSAY);
  expect(receiptOf(again)).toEqual(receiptOf(whole));
  expect(world.sandbox.exchanges).toHaveLength(1);
});

test.concurrent('what becomes of an answer in the end holds for all who ask', async () => {
  await using world = await createWorld({ ...SLOW, fault: 'length', timeToFirstTokenMs: 1500 }, HASTE);
  await using server = await world.connect();
  const begun = await call(server, 'deepseek_chat', { prompt: 'Explain.' });
  const results = await readToEnd(server, begun);

  expect(receiptOf(begun).status).toBe('running');
  expect(receiptOf(results.at(-1)!)).toMatchObject({ status: 'incomplete', finish_reason: 'length' });
  expect(joinedText(results)).toBe(world.sandbox.exchanges[0]?.textSent);
});

test.concurrent('a poll shows how the run gets on, in the process that carries it out and in others', async () => {
  await using world = await createWorld({ tokensPerSecond: 40, answer: () => ESSAY }, HASTE);
  await using server = await world.connect();
  await using other = await world.spawn();
  const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
  const progressOf = async ({ client }: typeof server | typeof other) => {
    const told: { progress: number; message: string }[] = [];
    await client.callTool(
      { name: 'deepseek_stream', arguments: { run_id: runIdOf(begun) } },
      { onprogress: ({ progress, message = '' }) => void told.push({ progress, message }) },
    );
    return told;
  };
  for (const told of await Promise.all([progressOf(server), progressOf(other)])) {
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.length).toBeLessThanOrEqual(5);
    expect(told.map(({ progress }) => progress)).toEqual(told.map((_, at) => at + 1));
    expect(told.every(({ message }) => message.length <= 160)).toBe(true);
    expect(told.at(-1)?.message).toMatch(/\d+ characters · .*\d s · …/);
  }
});
