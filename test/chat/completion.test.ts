import { expect, test } from 'vitest';
import { startCompletion, type Completion } from '../../src/chat/completion.ts';
import type { ChatEvent } from '../../src/chat/event.ts';
import { laterReason, toFinishReason } from '../../src/chat/finish-reason.ts';

function build(...events: ChatEvent[]): Completion {
  const completion = startCompletion();
  for (const event of events) completion.add(event);
  return completion.build();
}

test('of each count, the largest that upstream gave holds, whatever comes after it', () => {
  const { usage } = build(
    { type: 'usage', usage: { input_tokens: 15, output_tokens: 1 } },
    { type: 'usage', usage: { input_tokens: 0, output_tokens: 5, total_tokens: null } },
    { type: 'usage', usage: { cached_input_tokens: 0 } },
  );

  expect(usage).toEqual({
    input_tokens: 15,
    cached_input_tokens: 0,
    output_tokens: 5,
    reasoning_tokens: null,
    total_tokens: 20,
  });
});

test('a call without an id gets one that no other call has', () => {
  const { tool_calls } = build(
    { type: 'tool-call-delta', index: 0, id: 'call_1', name: 'f', arguments: '{}' },
    { type: 'tool-call-delta', index: 1, name: 'g', arguments: '{}' },
    { type: 'tool-call-delta', index: null, name: 'h', arguments: '{}' },
  );

  expect(tool_calls.map(({ id }) => id)).toEqual(['call_1', 'call_1_3', 'call_2']);
});

test.for([
  ['stop', 'stop'],
  ['STOP', 'stop'],
  ['end_turn', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['tool_use', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['SAFETY', 'content_filter'],
  ['paused_by_gateway', 'paused_by_gateway'],
  ['constructor', 'constructor'],
  ['', undefined],
  ['null', undefined],
  [null, undefined],
  [7, undefined],
  ['FINISH_REASON_UNSPECIFIED', undefined],
] as const)('the finish reason %j is %j', ([wire, reason]) => {
  expect(toFinishReason(wire)).toBe(reason);
});

test.for([
  [undefined, 'stop', 'stop'],
  ['stop', 'length', 'length'],
  ['length', 'stop', 'length'],
  ['length', 'content_filter', 'content_filter'],
  ['content_filter', 'odd', 'content_filter'],
  ['odd', 'stop', 'stop'],
] as const)('after %s, %s makes %s', ([earlier, later, counts]) => {
  expect(laterReason(earlier, later)).toBe(counts);
});
