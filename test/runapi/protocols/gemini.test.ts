import { expect, test } from 'vitest';
import { gemini } from '../../../src/runapi/protocols/gemini.ts';
import type { ProtocolEvent } from '../../../src/runapi/protocols/protocol.ts';

const candidate = (...parts: unknown[]) => ({ candidates: [{ content: { parts } }] });

test.for<{ name: string; data: unknown; events: ProtocolEvent[] }>([
  { name: 'a chunk without candidates', data: {}, events: [] },
  { name: 'a candidate without content', data: { candidates: [{ index: 0 }] }, events: [] },
  { name: 'text', data: candidate({ text: 'Hi' }), events: [{ type: 'text-delta', text: 'Hi' }] },
  {
    name: 'a thought and text, in this order',
    data: candidate({ text: 'Hm', thought: true }, { text: 'Hi' }),
    events: [
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'text-delta', text: 'Hi' },
    ],
  },
  {
    name: 'the signature of a thought',
    data: candidate({ text: 'Hm', thought: true, thoughtSignature: 's' }),
    events: [{ type: 'reasoning-delta', text: 'Hm', signature: 's' }],
  },
  {
    name: 'function calls, each one whole',
    data: candidate(
      { functionCall: { name: 'f', args: { a: 1 } } },
      { functionCall: { id: 'c', name: 'g' } },
    ),
    events: [
      {
        type: 'tool-call-fragment',
        fragment: { opens: true, id: undefined, name: 'f', arguments: '{"a":1}' },
      },
      { type: 'tool-call-fragment', fragment: { opens: true, id: 'c', name: 'g', arguments: '{}' } },
    ],
  },
  {
    name: 'usage, thoughts counted as output',
    data: {
      usageMetadata: {
        promptTokenCount: 8,
        cachedContentTokenCount: 3,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 2,
        totalTokenCount: 15,
      },
    },
    events: [
      {
        type: 'usage',
        usage: {
          input_tokens: 8,
          cached_input_tokens: 3,
          output_tokens: 7,
          reasoning_tokens: 2,
          total_tokens: 15,
        },
      },
    ],
  },
  {
    name: 'only those counts that are given',
    data: { usageMetadata: { promptTokenCount: 8 } },
    events: [{ type: 'usage', usage: { input_tokens: 8 } }],
  },
  {
    name: 'a prompt that was blocked, as filtered',
    data: { promptFeedback: { blockReason: 'SAFETY' } },
    events: [{ type: 'finish', reason: 'content_filter' }],
  },
  {
    name: 'what a blocked prompt has cost',
    data: { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 8 } },
    events: [
      { type: 'finish', reason: 'content_filter' },
      { type: 'usage', usage: { input_tokens: 8 } },
    ],
  },
])('parse reads $name', ({ data, events }) => {
  expect(gemini.parse(data)).toEqual(events);
});

test.for([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['MALFORMED_FUNCTION_CALL', 'MALFORMED_FUNCTION_CALL'],
] as const)('the finish reason %s is reported as %s', ([finishReason, reason]) => {
  expect(gemini.parse({ candidates: [{ finishReason }] })).toEqual([{ type: 'finish', reason }]);
});

test.for(['', null, 'FINISH_REASON_UNSPECIFIED'])('%j is no finish reason', (finishReason) => {
  expect(gemini.parse({ candidates: [{ finishReason }] })).toEqual([]);
  expect(gemini.parse({ promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } })).toEqual([]);
});
