import { expect, test } from 'vitest';
import type { ProtocolName } from '../../src/config/config.ts';
import { JSON_TYPE, readAnswer, respond, sse, WHOLE_ANSWERS } from '../support/upstream.ts';

const content = (text: string) => ({ choices: [{ delta: { content: text } }] });
const finish = (reason: string) => ({ choices: [{ delta: {}, finish_reason: reason }] });
const part = (text: string, finishReason?: string) => ({
  candidates: [{ content: { parts: [{ text }] }, finishReason }],
});

const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const USAGE_EVENT = { type: 'usage', usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 } };

test.for([
  {
    name: 'on the last chunk, as DeepSeek sends it',
    items: [content('a'), { ...finish('stop'), usage: USAGE }, '[DONE]'],
  },
  {
    name: 'in a chunk without choices, as OpenAI sends it',
    items: [content('a'), finish('stop'), { choices: [], usage: USAGE }, '[DONE]'],
  },
  {
    name: 'in a chunk without choices, without [DONE]',
    items: [content('a'), finish('stop'), { choices: [], usage: USAGE }],
  },
  {
    name: 'before the finish reason',
    items: [content('a'), { choices: [], usage: USAGE }, finish('stop'), '[DONE]'],
  },
  {
    name: 'behind the end marker',
    items: [content('a'), finish('stop'), '[DONE]', { choices: [], usage: USAGE }],
  },
])('usage $name arrives, before the finish', async ({ items }) => {
  const outcome = await readAnswer(respond([sse(...items)]));

  expect(outcome.error).toBeUndefined();
  expect(outcome.events).toEqual([
    { type: 'text-delta', text: 'a' },
    USAGE_EVENT,
    { type: 'finish', reason: 'stop' },
  ]);
});

test('an answer without usage has no usage event', async () => {
  const { events } = await readAnswer(respond([WHOLE_ANSWERS['chat-completions']]));

  expect(events.map(({ type }) => type)).toEqual(['text-delta', 'finish']);
});

test('what is no content is ignored after the end marker', async () => {
  const items = [content('a'), finish('stop'), '[DONE]', content(''), { error: 'late' }, 'garbage', '[DONE]'];

  expect(await readAnswer(respond([sse(...items)]))).toMatchObject({ text: 'a', error: undefined });
});

test('content after the end marker shows that the answer was not at its end', async () => {
  const items = [content('a'), finish('stop'), '[DONE]', content('b')];

  for (const chunks of [[sse(...items)], items.map((item) => sse(item))]) {
    const outcome = await readAnswer(respond(chunks));
    expect(outcome).toMatchObject({ text: 'a', error: { kind: 'stream-closed' } });
  }
});

test.for<{ protocol: ProtocolName; document: unknown }>([
  {
    protocol: 'chat-completions',
    document: { choices: [{ message: { content: 'Ok.' }, finish_reason: 'stop' }] },
  },
  {
    protocol: 'messages',
    document: { type: 'message', content: [{ type: 'text', text: 'Ok.' }], stop_reason: 'end_turn' },
  },
  { protocol: 'gemini', document: part('Ok.', 'STOP') },
  { protocol: 'gemini', document: [part('O'), part('k.', 'STOP')] },
])('a $protocol answer in JSON is whole: $document', async ({ protocol, document }) => {
  const response = respond(['\n\n', JSON.stringify(document)], { contentType: JSON_TYPE });

  expect(await readAnswer(response, { protocol })).toMatchObject({
    text: 'Ok.',
    finishReason: 'stop',
    error: undefined,
  });
});

test.for<{ protocol: ProtocolName; document: unknown }>([
  { protocol: 'chat-completions', document: { choices: [{ message: { content: 'Ok.' } }] } },
  {
    protocol: 'messages',
    document: { type: 'message', content: [{ type: 'text', text: 'Ok.' }], stop_reason: null },
  },
  { protocol: 'gemini', document: [part('O'), part('k.')] },
])('a $protocol answer in JSON without a finish reason is not whole', async ({ protocol, document }) => {
  const response = respond([JSON.stringify(document)], { contentType: JSON_TYPE });

  expect(await readAnswer(response, { protocol })).toMatchObject({
    text: 'Ok.',
    error: { kind: 'stream-closed' },
  });
});
