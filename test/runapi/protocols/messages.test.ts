import { expect, test } from 'vitest';
import { messages } from '../../../src/runapi/protocols/messages.ts';
import type { ProtocolEvent } from '../../../src/runapi/protocols/protocol.ts';

test.for<{ name: string; data: unknown; events: ProtocolEvent[] }>([
  { name: 'a ping', data: { type: 'ping' }, events: [] },
  { name: 'an event that nobody knows yet', data: { type: 'brand_new', delta: {} }, events: [] },
  { name: 'the end of a block', data: { type: 'content_block_stop', index: 0 }, events: [] },
  { name: 'the end marker', data: { type: 'message_stop' }, events: [{ type: 'end' }] },
  {
    name: 'the first usage, cached tokens counted as input',
    data: {
      type: 'message_start',
      message: {
        id: 'm1',
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: 4,
          cache_creation_input_tokens: 2,
          output_tokens: 1,
        },
      },
    },
    events: [
      { type: 'generation', id: 'm1', starts: 'certainly' },
      { type: 'usage', usage: { input_tokens: 16, cached_input_tokens: 4, output_tokens: 1 } },
    ],
  },
  {
    name: 'the start of a text block that has text already',
    data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } },
    events: [{ type: 'text-delta', text: 'Hi' }],
  },
  {
    name: 'the start of a tool call',
    data: {
      type: 'content_block_start',
      index: 2,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} },
    },
    events: [
      {
        type: 'tool-call-fragment',
        fragment: { opens: true, index: 2, id: 'toolu_1', name: 'f', input: '{}' },
      },
    ],
  },
  {
    name: 'a fragment of a tool call',
    data: {
      type: 'content_block_delta',
      index: 2,
      delta: { type: 'input_json_delta', partial_json: '{"a' },
    },
    events: [{ type: 'tool-call-fragment', fragment: { index: 2, arguments: '{"a' } }],
  },
  {
    name: 'a fragment of thinking',
    data: { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
    events: [{ type: 'reasoning-delta', text: 'Hm' }],
  },
  {
    name: 'the signature of a thinking block',
    data: { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 's' } },
    events: [{ type: 'reasoning-delta', text: '', signature: 's' }],
  },
  {
    name: 'the last usage and the stop reason',
    data: { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    events: [
      { type: 'usage', usage: { output_tokens: 9 } },
      { type: 'finish', reason: 'stop' },
    ],
  },
  {
    name: 'a whole message in place of a stream',
    data: {
      type: 'message',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 's' },
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 2 },
    },
    events: [
      { type: 'generation', id: undefined, starts: 'certainly' },
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'reasoning-delta', text: '', signature: 's' },
      { type: 'text-delta', text: 'Hi' },
      {
        type: 'tool-call-fragment',
        fragment: { opens: true, index: 2, id: 'toolu_1', name: 'f', input: '{"a":1}' },
      },
      { type: 'usage', usage: { input_tokens: 1, output_tokens: 2 } },
      { type: 'finish', reason: 'tool_calls' },
      { type: 'end' },
    ],
  },
])('parse reads $name', ({ data, events }) => {
  expect(messages.parse(data)).toEqual(events);
});

test.for([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['pause_turn', 'pause_turn'],
] as const)('the stop reason %s is reported as %s', ([wire, reason]) => {
  const events = messages.parse({ type: 'message_delta', delta: { stop_reason: wire } });

  expect(events).toEqual([{ type: 'finish', reason }]);
});

test('an event without a type is what its name says', () => {
  const data = { index: 0, delta: { type: 'text_delta', text: 'Hi' } };

  expect(messages.parse(data, 'content_block_delta')).toEqual([{ type: 'text-delta', text: 'Hi' }]);
  expect(messages.parse({}, 'message_stop')).toEqual([{ type: 'end' }]);
});

test('a whole message is read without a type, and with a string for its content', () => {
  const events = messages.parse({ role: 'assistant', content: 'Hi', stop_reason: 'end_turn' }, 'message');

  expect(events).toContainEqual({ type: 'text-delta', text: 'Hi' });
  expect(messages.parse({ content: [{ type: 'text', text: 'Hi' }] })).toContainEqual({
    type: 'text-delta',
    text: 'Hi',
  });
});
