import * as fc from 'fast-check';
import type { Conversation } from '../../src/conversations/store.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { MODEL } from './conversation-store.ts';

export function conversationOf(...exchanges: ChatMessage[][]): Conversation {
  return {
    id: 'c_0123456789abcdefghijkl',
    exchanges: exchanges.map((messages) => ({ messages, at: '2026-11-24T00:00:00.000Z', model: MODEL })),
  };
}

interface Plan {
  system: string | undefined;
  question: string;
  reasoning: string | undefined;
  /** How many calls the answer makes; the next exchange begins with their results. */
  calls: number;
}

const text = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constant('if (a[0] !== b) { return "漢字"; }\n'.repeat(6)),
);

const plan: fc.Arbitrary<Plan> = fc.record({
  system: fc.option(text, { nil: undefined, freq: 3 }),
  question: text,
  reasoning: fc.option(text, { nil: undefined }),
  calls: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
  ),
});

/** Conversations with tool loops over several exchanges, new messages that continue them, and any room. */
export const scenarios = fc
  .record({
    plans: fc.array(plan, { maxLength: 7 }),
    last: plan,
    areIdsUnique: fc.boolean(),
    isEmpty: fc.oneof(
      { weight: 19, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    maxTokens: fc.integer({ min: 0, max: 3000 }),
  })
  .map(({ plans, last, areIdsUnique, isEmpty, maxTokens }) => {
    const idOf = (exchange: number, index: number) => `call_${areIdsUnique ? `${exchange}_` : ''}${index}`;
    const open = (exchange: number, { system, question }: Plan): ChatMessage[] => {
      const callsBefore = plans[exchange - 1]?.calls ?? 0;
      const results = Array.from({ length: callsBefore }, (_, index): ChatMessage => ({
        role: 'tool',
        tool_call_id: idOf(exchange - 1, index),
        content: `${exchange}: ${question}`,
      }));
      const asked: ChatMessage = { role: 'user', content: `${exchange}: ${question}` };
      return [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        ...(results.length > 0 ? results : [asked]),
      ];
    };
    const close = (exchange: number, { calls, reasoning, question }: Plan): ChatMessage => ({
      role: 'assistant',
      content: calls > 0 ? null : question,
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(calls > 0 && {
        tool_calls: Array.from({ length: calls }, (_, index) => ({
          id: idOf(exchange, index),
          type: 'function' as const,
          function: { name: 'look', arguments: '{"a":1}' },
        })),
      }),
    });
    return {
      conversation: conversationOf(...plans.map((one, index) => [...open(index, one), close(index, one)])),
      newMessages: isEmpty ? [] : open(plans.length, last),
      maxTokens,
    };
  });
