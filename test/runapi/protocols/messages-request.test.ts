import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/chat/request.ts';
import { messages } from '../../../src/runapi/protocols/messages.ts';
import { FULL_REQUEST, sent, WEATHER_TOOL } from '../../support/full-request.ts';
import { chatRequest } from '../../support/upstream.ts';

const bodyOf = (given: Partial<ChatRequest>) => sent(messages.request(chatRequest(given)).body);

test('a bare request sends the model, the messages, the wish to stream and the limit that Messages asks for', () => {
  const { path, body } = messages.request(chatRequest());

  expect(path).toBe('/v1/messages');
  expect(sent(body)).toEqual({
    model: 'deepseek-v4-pro',
    max_tokens: 32_000,
    stream: true,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Say ok.' }] }],
  });
});

test('every field of a request has its place in the body', () => {
  const { body } = messages.request({ ...FULL_REQUEST, response_format: undefined });

  expect(sent(body)).toEqual({
    model: 'deepseek-v4-pro',
    max_tokens: 500,
    stream: true,
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this, and how is the weather there?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'It is Rome.', signature: 'signed' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Rome' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: '25 degrees' }] },
    ],
    temperature: 0.5,
    top_p: 0.9,
    stop_sequences: ['END'],
    thinking: { type: 'enabled', budget_tokens: 250 },
    output_config: { effort: 'low' },
    tools: [
      {
        name: 'get_weather',
        description: 'Weather of a city',
        input_schema: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ],
    tool_choice: { type: 'tool', name: 'get_weather' },
  });
});

test('values that are falsy, but given, are sent', () => {
  expect(bodyOf({ temperature: 0, top_p: 0, stop: 'x', thinking: 'disabled' })).toMatchObject({
    temperature: 0,
    top_p: 0,
    stop_sequences: ['x'],
    thinking: { type: 'disabled' },
  });
});

test.for([
  ['none', { type: 'none' }],
  ['auto', { type: 'auto' }],
  ['required', { type: 'any' }],
] as const)('tool_choice %s is translated for Messages', ([tool_choice, expected]) => {
  expect(bodyOf({ tools: [WEATHER_TOOL], tool_choice })).toMatchObject({ tool_choice: expected });
});

test('a function without parameters gets the schema that Messages asks for, and strict is kept', () => {
  const tools = [{ type: 'function' as const, function: { name: 'now', strict: true } }];

  expect(bodyOf({ tools })).toMatchObject({
    tools: [{ name: 'now', input_schema: { type: 'object' }, strict: true }],
  });
});

test('turns of one role that follow each other become one, and system turns are joined', () => {
  const turns = [
    { role: 'system' as const, content: 'One.' },
    { role: 'system' as const, content: [{ type: 'text' as const, text: 'Two.' }] },
    { role: 'user' as const, content: 'a' },
    { role: 'user' as const, content: 'b' },
  ];

  expect(bodyOf({ messages: turns })).toMatchObject({
    system: 'One.\n\nTwo.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ],
  });
});

test('an image by its URL is sent as a reference', () => {
  const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };

  expect(bodyOf({ messages: [{ role: 'user', content: [image] }] })).toMatchObject({
    messages: [{ content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }],
  });
});

test('the key is sent as x-api-key, with the version that the protocol asks for', () => {
  expect(messages.headers('the-key')).toEqual({
    'x-api-key': 'the-key',
    'anthropic-version': '2023-06-01',
  });
});
