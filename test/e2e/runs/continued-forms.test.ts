import { expect, test } from 'vitest';
import { PROTOCOL_NAMES } from '../../../src/config/config.ts';
import type { FaultName } from '../../../src/sandbox/sandbox.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { answerOf, call, createWorld, runIdOf } from '../../support/run-world.ts';

const JSON_TEXT = JSON.stringify({
  name: 'Größe',
  numbers: [1, 2, 3],
  note: 'a few words that take some pieces',
});
const JSON_SCHEMA = { type: 'object', properties: { numbers: { type: 'array' } }, required: ['numbers'] };

const JSON_BREAKS: FaultName[] = ['reset-mid-stream', 'end-without-finish', 'length'];

test.concurrent.for(
  PROTOCOL_NAMES.flatMap((protocol) => JSON_BREAKS.map((fault) => [protocol, fault] as const)),
)(
  'over %s, JSON broken by %s is resumed, checked, and returned from its start',
  async ([protocol, fault]) => {
    await using world = await createWorld({ fault, faultTimes: 1, answer: () => JSON_TEXT });
    await using server = await world.connect();
    const broken = await call(server, 'deepseek_chat', {
      prompt: 'As JSON.',
      json_schema: JSON_SCHEMA,
      protocol,
    });
    const whole = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

    expect(receiptOf(broken).status).toBe('incomplete');
    expect(answerOf(whole)).toBe(JSON_TEXT);
    expect(receiptOf(whole)).toMatchObject({ status: 'complete', finish_reason: 'stop' });
    expect(world.sandbox.exchanges).toHaveLength(2);
  },
);

test.concurrent('JSON that came to its end but is not what was asked for is asked for again', async () => {
  await using world = await createWorld({ fault: 'wrong-json', faultTimes: 2, answer: () => JSON_TEXT });
  await using server = await world.connect();
  const wrong = await call(server, 'deepseek_chat', { prompt: 'As JSON.', json_schema: JSON_SCHEMA });
  const right = await call(server, 'deepseek_stream', { run_id: runIdOf(wrong) });

  expect(wrong.isError).toBe(true);
  expect(receiptOf(wrong).incomplete_reason).toMatch(/not the JSON that was asked for/);
  expect(answerOf(right)).toBe(JSON_TEXT);
  expect(receiptOf(right).status).toBe('complete');
  expect(world.sandbox.exchanges).toHaveLength(3);
});

test.concurrent('a call of a tool that lost its end is asked for again, and is there once', async () => {
  await using world = await createWorld({ fault: 'end-without-finish', faultTimes: 1 });
  await using server = await world.connect();
  const tools = [
    { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
  ];
  const broken = await call(server, 'deepseek_chat', { prompt: 'What is the weather?', tools });
  const whole = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });

  expect(receiptOf(broken).status).toBe('incomplete');
  expect(receiptOf(whole)).toMatchObject({ status: 'complete', finish_reason: 'tool_calls' });
  expect(textOf(whole).match(/"name": "weather"/g)).toHaveLength(1);
  expect(world.sandbox.exchanges[1]?.body).toEqual(world.sandbox.exchanges[0]?.body);
});

test.concurrent('an answer of a conversation is a turn of it once it is whole', async () => {
  await using world = await createWorld({
    fault: 'reset-mid-stream',
    faultTimes: 1,
    answer: ({ messages }) => `One two three four five six seven, and that was turn ${messages.length}.`,
  });
  await using server = await world.connect();
  const broken = await call(server, 'deepseek_stream', { prompt: 'Begin.', conversation_id: 'new' });
  const whole = await call(server, 'deepseek_stream', { run_id: runIdOf(broken) });
  const conversation_id = receiptOf(whole).conversation_id ?? undefined;
  const next = await call(server, 'deepseek_chat', { prompt: 'Next.', conversation_id });

  expect(receiptOf(broken).conversation_id).toBeNull();
  expect(answerOf(broken) + answerOf(whole)).toBe('One two three four five six seven, and that was turn 1.');
  expect(answerOf(next)).toMatch(/turn 3\.$/);
  expect(world.sandbox.exchanges[2]?.body).toMatchObject({
    messages: [
      { role: 'user', content: 'Begin.' },
      { role: 'assistant', content: 'One two three four five six seven, and that was turn 1.' },
      { role: 'user', content: 'Next.' },
    ],
  });
});
