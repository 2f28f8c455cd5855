import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Conversation } from '../../src/conversations/store.ts';
import { estimateTokens } from '../../src/chat/estimate-tokens.ts';
import { fitToContext } from '../../src/conversations/trim.ts';
import { DelegateError } from '../../src/errors.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { scenarios } from '../support/conversation-scenarios.ts';

const TEMPLATE_TOKENS = 100;

interface Fitted {
  messages: ChatMessage[];
  omittedExchanges: number;
}

/** The rules once more, slowly: each place to start from is tried, and each result is looked for its call. */
function fitSlowly(
  conversation: Conversation,
  newMessages: ChatMessage[],
  maxTokens: number,
): Fitted | undefined {
  const lists = [...conversation.exchanges.map(({ messages }) => [...messages]), newMessages];
  const systems = lists.map((list) => list.filter(({ role }) => role === 'system'));
  const inForce = systems.filter((list) => list.length > 0).at(-1) ?? [];
  const turns = lists.map((list) => list.filter(({ role }) => role !== 'system'));
  const all = turns.flat();
  for (let start = 0; start < lists.length; start += 1) {
    const firstSent = turns.slice(0, start).flat().length;
    const keepsCalls = all.every((message, index) => {
      if (index < firstSent || message.role !== 'tool') return true;
      const caller = all
        .slice(0, index)
        .findLastIndex(({ tool_calls = [] }) => tool_calls.some(({ id }) => id === message.tool_call_id));
      return caller >= firstSent;
    });
    const messages = [...inForce, ...all.slice(firstSent)];
    // What the template adds is there also where no message is.
    const tokens = Math.max(estimateTokens(messages), TEMPLATE_TOKENS);
    if (keepsCalls && tokens <= maxTokens) return { messages, omittedExchanges: start };
  }
  return undefined;
}

/** Undefined where it is refused. Any other error fails the test. */
function fit(conversation: Conversation, newMessages: ChatMessage[], maxTokens: number): Fitted | undefined {
  try {
    return fitToContext(conversation, newMessages, maxTokens);
  } catch (error) {
    if (error instanceof DelegateError && error.kind === 'input') return undefined;
    throw error;
  }
}

test('any conversation: whole exchanges, system kept, order kept, calls kept, as many as fit and never more', () => {
  const seen = { trimmed: 0, whole: 0, refused: 0 };
  fc.assert(
    fc.property(scenarios, ({ conversation, newMessages, maxTokens }) => {
      const fitted = fit(conversation, newMessages, maxTokens);
      expect(fitted).toEqual(fitSlowly(conversation, newMessages, maxTokens));
      expect(estimateTokens(fitted?.messages ?? [])).toBeLessThanOrEqual(maxTokens);
      if (!fitted) seen.refused += 1;
      else seen[fitted.omittedExchanges > 0 ? 'trimmed' : 'whole'] += 1;
    }),
    { numRuns: 1000 },
  );
  // Or the property has been shown of nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});

test('neither the conversation nor the new messages are changed', () => {
  fc.assert(
    fc.property(scenarios, ({ conversation, newMessages, maxTokens }) => {
      const before = structuredClone({ conversation, newMessages });
      fit(conversation, newMessages, maxTokens);
      expect({ conversation, newMessages }).toEqual(before);
    }),
  );
});
