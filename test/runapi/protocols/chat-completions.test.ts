import { expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/chat/event.ts';
import { chatCompletions } from '../../../src/runapi/protocols/chat-completions.ts';
import { CONVERSATION, FULL_REQUEST, sent, WEATHER_TOOL } from '../full-request.ts';
import { chatRequest } from '../support.ts';

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

const textDelta = (content: string): ChatEvent => ({ type: 'text-delta', text: content });

test.for<{ name: string; data: unknown; events: ChatEvent[] }>([
  { name: 'the end marker', data: '[DONE]', events: [{ type: 'end' }] },
  {
    name: 'an opening chunk',
    data: { choices: [{ delta: { role: 'assistant', content: null } }] },
    events: [],
  },
  { name: 'an empty list of choices', data: { choices: [] }, events: [] },
  {
    name: 'a null error beside a choice',
    data: { error: null, choices: [{ delta: { content: 'a' } }] },
    events: [textDelta('a')],
  },
  {
    name: 'reasoning and text in one chunk, in this order',
    data: { choices: [{ delta: { content: 'b', reasoning_content: 'a' } }] },
    events: [{ type: 'reasoning-delta', text: 'a' }, textDelta('b')],
  },
  {
    name: 'the first fragment of a tool call',
    data: {
      choices: [
        { delta: { tool_calls: [{ index: 1, id: 'call_00_x', function: { name: 'f', arguments: '' } }] } },
      ],
    },
    events: [{ type: 'tool-call-delta', index: 1, id: 'call_00_x', name: 'f' }],
  },
  {
    name: 'a later fragment of a tool call',
    data: { choices: [{ delta: { tool_calls: [{ index: 1, function: { arguments: '{"a' } }] } }] },
    events: [{ type: 'tool-call-delta', index: 1, arguments: '{"a' }],
  },
  {
    name: 'whole tool calls without an index, by their position',
    data: {
      choices: [
        {
          message: {
            tool_calls: [
              { id: 'a', function: { name: 'f', arguments: '{}' } },
              { id: 'b', function: { name: 'g', arguments: '{}' } },
            ],
          },
        },
      ],
    },
    events: [
      { type: 'tool-call-delta', index: 0, id: 'a', name: 'f', arguments: '{}' },
      { type: 'tool-call-delta', index: 1, id: 'b', name: 'g', arguments: '{}' },
    ],
  },
  {
    name: 'a finish reason as upstream wrote it',
    data: { choices: [{ delta: {}, finish_reason: 'insufficient_system_resource' }] },
    events: [{ type: 'finish', reason: 'insufficient_system_resource' }],
  },
  {
    name: 'usage in a chunk without choices, with only the counts that are given',
    data: { choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } },
    events: [{ type: 'usage', usage: { input_tokens: 3, output_tokens: 0 } }],
  },
  {
    name: 'the flat count of cached tokens, where the nested one is missing',
    data: { usage: { prompt_tokens: 3, prompt_cache_hit_tokens: 2 } },
    events: [{ type: 'usage', usage: { input_tokens: 3, cached_input_tokens: 2 } }],
  },
])('parse reads $name', ({ data, events }) => {
  expect(chatCompletions.parse(data)).toEqual(events);
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  expect(chatCompletions.parse(text)).toEqual(events);
});
