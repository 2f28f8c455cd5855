import { expect, test } from 'vitest';
import { chatCompletions } from '../../../src/runapi/protocols/chat-completions.ts';
import type { ProtocolEvent } from '../../../src/runapi/protocols/protocol.ts';
import { CONVERSATION, FULL_REQUEST, sent, WEATHER_TOOL } from '../../support/full-request.ts';
import { chatRequest } from '../../support/upstream.ts';

test('a bare request sends the model, the messages and the wish to stream, and nothing else', () => {
  const { path, body } = chatCompletions.request(chatRequest());

  expect(path).toBe('/v1/chat/completions');
  expect(sent(body)).toEqual({
    model: 'deepseek-v4-pro',
    messages: [{ role: 'user', content: 'Say ok.' }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('every field of a request has its place in the body', () => {
  const { body } = chatCompletions.request(FULL_REQUEST);

  expect(sent(body)).toEqual({
    model: 'deepseek-v4-pro',
    messages: CONVERSATION.map(({ reasoning_signature: _signature, ...message }) => message),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 500,
    temperature: 0.5,
    top_p: 0.9,
    stop: ['END'],
    thinking: { type: 'enabled' },
    reasoning_effort: 'low',
    response_format: { type: 'json_object' },
    tools: [WEATHER_TOOL],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  });
});

test('values that are falsy, but given, are sent', () => {
  const { body } = chatCompletions.request(
    chatRequest({ temperature: 0, top_p: 0, stop: '', thinking: 'disabled', response_format: 'text' }),
  );

  expect(body).toMatchObject({
    temperature: 0,
    top_p: 0,
    stop: '',
    thinking: { type: 'disabled' },
    response_format: { type: 'text' },
  });
});

test('names, null contents and strict functions are kept as the caller wrote them', () => {
  const messages = [
    { role: 'user' as const, content: 'hi', name: 'alice' },
    { role: 'assistant' as const, content: null, reasoning_content: '', tool_calls: [] },
  ];
  const strictTool = { ...WEATHER_TOOL, function: { ...WEATHER_TOOL.function, strict: true } };

  const { body } = chatCompletions.request(chatRequest({ messages, tools: [strictTool] }));

  expect(sent(body)).toMatchObject({ messages, tools: [strictTool] });
});

test('the key is sent as a bearer token, and only so', () => {
  expect(chatCompletions.headers('the-key')).toEqual({ Authorization: 'Bearer the-key' });
});

const textDelta = (text: string): ProtocolEvent => ({ type: 'text-delta', text });
const reasoningDelta = (text: string): ProtocolEvent => ({ type: 'reasoning-delta', text });
const delta = (members: object, finish_reason?: string) => ({ choices: [{ delta: members, finish_reason }] });
const fragment = (members: object): ProtocolEvent => ({
  type: 'tool-call-fragment',
  fragment: { opens: false, index: undefined, id: undefined, name: undefined, ...members },
});
const usage = (counts: object): ProtocolEvent => ({ type: 'usage', usage: counts });

test.for<{ name: string; data: unknown; events: ProtocolEvent[] }>([
  { name: 'an opening chunk', data: delta({ role: 'assistant', content: null }), events: [] },
  { name: 'an empty list of choices', data: { choices: [] }, events: [] },
  { name: 'an empty object', data: {}, events: [] },
  {
    name: 'a null error beside a choice',
    data: { error: null, ...delta({ content: 'a' }) },
    events: [textDelta('a')],
  },
  {
    name: 'reasoning and text in one chunk, in this order',
    data: delta({ content: 'b', reasoning_content: 'a' }),
    events: [reasoningDelta('a'), textDelta('b')],
  },
  {
    name: 'the first fragment of a tool call',
    data: delta({ tool_calls: [{ index: 1, id: 'call_00_x', function: { name: 'f', arguments: '' } }] }),
    events: [fragment({ index: 1, id: 'call_00_x', name: 'f', arguments: '' })],
  },
  {
    name: 'a later fragment of a tool call',
    data: delta({ tool_calls: [{ index: 1, function: { arguments: '{"a' } }] }),
    events: [fragment({ index: 1, arguments: '{"a' })],
  },
  {
    name: 'whole tool calls of a document',
    data: { choices: [{ message: { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] } }] },
    events: [
      { type: 'generation', id: undefined, starts: 'certainly' },
      fragment({ opens: true, id: 'a', name: 'f', arguments: '{}' }),
    ],
  },
  {
    name: 'odd types in a tool call',
    data: delta({ tool_calls: [{ index: '0', id: 7, function: { name: 'f', arguments: { a: 1 } } }] }),
    events: [fragment({ index: 0, id: '7', name: 'f', input: '{"a":1}' })],
  },
  {
    name: 'the call of a function, as it was written before tool calls',
    data: delta({ function_call: { name: 'f', arguments: '{}' } }, 'function_call'),
    events: [fragment({ name: 'f', arguments: '{}' }), { type: 'finish', reason: 'tool_calls' }],
  },
  {
    name: 'a finish reason as upstream wrote it',
    data: delta({}, 'insufficient_system_resource'),
    events: [{ type: 'finish', reason: 'insufficient_system_resource' }],
  },
  {
    name: 'a finish reason in the words of another protocol',
    data: delta({}, 'MAX_TOKENS'),
    events: [{ type: 'finish', reason: 'length' }],
  },
  { name: 'placeholders for a finish reason', data: delta({}, 'null'), events: [] },
  {
    name: 'which generation a chunk belongs to',
    data: { id: 'c1', ...delta({ role: 'assistant', content: 'a' }) },
    events: [{ type: 'generation', id: 'c1', starts: 'possibly', hasText: true }, textDelta('a')],
  },
  {
    name: 'only the first of several answers',
    data: {
      choices: [
        { index: 1, delta: { content: 'b' } },
        { index: 0, delta: { content: 'a' } },
      ],
    },
    events: [textDelta('a')],
  },
  {
    name: 'another answer beside the first as nothing',
    data: { choices: [{ index: 1, delta: { content: 'b' } }] },
    events: [],
  },
  { name: 'text where completions had it', data: { choices: [{ text: 'a' }] }, events: [textDelta('a')] },
  { name: 'a refusal', data: delta({ refusal: 'No.' }), events: [{ type: 'refusal', text: 'No.' }] },
  {
    name: 'usage in a chunk without choices, with only the counts that are given',
    data: { choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } },
    events: [usage({ input_tokens: 3, output_tokens: 0 })],
  },
  {
    name: 'the flat count of cached tokens, where the nested one is missing',
    data: { usage: { prompt_tokens: 3, prompt_cache_hit_tokens: 2 } },
    events: [usage({ input_tokens: 3, cached_input_tokens: 2 })],
  },
  {
    name: 'the larger of two counts of cached tokens',
    data: {
      usage: { prompt_tokens: 3, prompt_cache_hit_tokens: 2, prompt_tokens_details: { cached_tokens: 0 } },
    },
    events: [usage({ input_tokens: 3, cached_input_tokens: 2 })],
  },
  {
    name: 'counts that are written as strings, and no others',
    data: { usage: { prompt_tokens: '86', completion_tokens: 'many', total_tokens: -1 } },
    events: [usage({ input_tokens: 86 })],
  },
  {
    name: 'counts under the names of other protocols',
    data: { usage: { input_tokens: 3, output_tokens: 2, output_tokens_details: { reasoning_tokens: 1 } } },
    events: [usage({ input_tokens: 3, output_tokens: 2, reasoning_tokens: 1 })],
  },
  { name: 'usage without a single count as none', data: { usage: { prompt_tokens: {} } }, events: [] },
  { name: 'usage that is no object as none', data: { usage: 'none', choices: [] }, events: [] },
  {
    name: 'usage inside of the choice',
    data: { choices: [{ delta: {}, finish_reason: 'stop', usage: { prompt_tokens: 3 } }] },
    events: [{ type: 'finish', reason: 'stop' }, usage({ input_tokens: 3 })],
  },
])('parse reads $name', ({ data, events }) => {
  expect(chatCompletions.parse(data)).toEqual(events);
});

test.for<{ members: object; events: ProtocolEvent[] }>([
  { members: { reasoning: 'a' }, events: [reasoningDelta('a')] },
  { members: { thinking: 'a' }, events: [reasoningDelta('a')] },
  {
    members: { reasoning: 'a', reasoning_details: [{ type: 'reasoning.text', text: 'a' }] },
    events: [reasoningDelta('a')],
  },
  {
    members: {
      reasoning_details: [
        { type: 'reasoning.summary', summary: 'a' },
        { type: 'x', text: 'b' },
      ],
    },
    events: [reasoningDelta('ab')],
  },
  {
    members: {
      reasoning_content: 'a',
      thinking_blocks: [{ type: 'thinking', thinking: 'a', signature: 's' }],
    },
    events: [reasoningDelta('a')],
  },
  { members: { reasoning: { effort: 'high' } }, events: [] },
  { members: { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] }, events: [] },
  { members: { content: [{ type: 'text', text: 'a' }, 'b'] }, events: [textDelta('a'), textDelta('b')] },
  { members: { content: { type: 'text', text: 'a' } }, events: [textDelta('a')] },
  { members: { content: [{ type: 'output_text', text: 'a' }] }, events: [textDelta('a')] },
  {
    members: {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'a' }] },
        { type: 'text', text: 'b' },
      ],
    },
    events: [reasoningDelta('a'), textDelta('b')],
  },
  { members: { content: [{ type: 'reference', reference_ids: [1] }] }, events: [] },
  { members: { content: 7 }, events: [textDelta('7')] },
])('reasoning and text are found in $members', ({ members, events }) => {
  expect(chatCompletions.parse(delta(members))).toEqual(events);
  expect(chatCompletions.parse({ choices: [{ message: members }] }).slice(1)).toEqual(events);
});
