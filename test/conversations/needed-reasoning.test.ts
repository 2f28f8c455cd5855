import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withNeededReasoning } from '../../src/conversations/trim.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { scenarios } from '../support/conversation-scenarios.ts';

const thought: ChatMessage = {
  role: 'assistant',
  content: 'Hello.',
  reasoning_content: ' Greet.\n',
  reasoning_signature: 'signed',
};
const caller: ChatMessage = {
  role: 'assistant',
  content: null,
  reasoning_content: '',
  tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'look', arguments: '{}' } }],
};
const user: ChatMessage = { role: 'user', content: 'Hi' };

test('without tools reasoning is omitted, with the signature that vouches for it, and nothing else', () => {
  expect(withNeededReasoning([user, thought, user])).toEqual([
    user,
    { role: 'assistant', content: 'Hello.' },
    user,
  ]);
});

test('an empty list of calls is no call', () => {
  expect(withNeededReasoning([{ ...thought, tool_calls: [] }])).toEqual([
    { role: 'assistant', content: 'Hello.', tool_calls: [] },
  ]);
});

test('with a call anywhere every assistant turn keeps its reasoning byte for byte, before it and after it, empty or not', () => {
  const messages = [user, thought, user, caller, thought];

  expect(withNeededReasoning(messages)).toEqual(messages);
});

test('a request that brings tools keeps the reasoning before the first call, too', () => {
  expect(withNeededReasoning([user, thought], { offersTools: true })).toEqual([user, thought]);
});

test('the messages that were given are never changed, and every other field is kept', () => {
  fc.assert(
    fc.property(scenarios, ({ conversation }) => {
      const messages = conversation.exchanges.flatMap((exchange) => exchange.messages);
      const before = structuredClone(messages);
      const hasCalls = messages.some((message) => message.tool_calls);
      const needed = withNeededReasoning(messages);
      expect(messages).toEqual(before);
      expect(needed).toEqual(
        hasCalls
          ? messages
          : JSON.parse(
              JSON.stringify(messages, (key, value: unknown) =>
                key === 'reasoning_content' ? undefined : value,
              ),
            ),
      );
    }),
  );
});
