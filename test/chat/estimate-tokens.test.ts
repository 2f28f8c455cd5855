import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateAnswerTokens, estimateTextTokens, estimateTokens } from '../../src/chat/estimate-tokens.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { scenarios } from '../support/conversation-scenarios.ts';

function estimateContent(content: ChatMessage['content']): number {
  return estimateTokens([{ role: 'user', content }]);
}

/** What a text adds to a request. */
function tokensOf(text: string): number {
  return estimateContent(text) - estimateContent('');
}

function image(url: string): ChatMessage['content'] {
  return [{ type: 'image_url', image_url: { url } }];
}

test('a live answer was counted at no more than the estimate', () => {
  const url = new URL('../fixtures/captures/chat-completions.json', import.meta.url);
  const { usage, choices } = JSON.parse(readFileSync(url, 'utf8')) as {
    usage: { prompt_tokens: number; completion_tokens: number };
    choices: [{ message: { content: string; reasoning_content: string } }];
  };

  expect(estimateTokens([{ role: 'user', content: 'Say ok.' }])).toBeGreaterThanOrEqual(usage.prompt_tokens);
  const { content, reasoning_content } = choices[0].message;
  expect(tokensOf(content + reasoning_content)).toBeGreaterThanOrEqual(usage.completion_tokens);
});

test.for([
  ['English', 'The quick brown fox jumps over the lazy dog. ', 0.3, 0.6],
  ['Chinese', '敏捷的棕色狐狸跳过了懒狗。', 0.6, 1.2],
] as const)(
  '%s is above what DeepSeek documents, and not more than twice that',
  ([, sample, documented, most]) => {
    const perCharacter = tokensOf(sample.repeat(1000)) / (sample.length * 1000);

    expect(perCharacter).toBeGreaterThan(documented);
    expect(perCharacter).toBeLessThanOrEqual(most);
  },
);

test.for([
  // A count of tokens that is certain, or a ratio that is known from other byte-level tokenizers.
  ['code', 'if (a[0]!=null){return x<<2;}', 0.4],
  [
    'Base64',
    Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 97) % 256)).toString('base64'),
    0.7,
  ],
  ['hexadecimal digits', 'd41d8cd98f00b204e9800998ecf8427e', 0.6],
  ['signs', '}{][;:!?', 1],
  ['Korean', '빠른 갈색 여우가', 0.8],
  ['Tibetan, a token a byte', 'བོད་ཡིག', 3],
  ['emoji, a token a byte', '🦊🐶', 2],
] as const)('%s is not taken for English', ([, sample, least]) => {
  expect(tokensOf(sample) / sample.length).toBeGreaterThanOrEqual(least);
});

test('every field that is sent counts', () => {
  const plain: ChatMessage = { role: 'assistant', content: '' };
  const long = 'x'.repeat(1000);
  const fields: Partial<ChatMessage>[] = [
    { content: long },
    { content: [{ type: 'text', text: long }] },
    { content: image('https://example.test/a.png') },
    { name: long },
    { reasoning_content: long },
    { reasoning_signature: long },
    { tool_call_id: long },
    { tool_calls: [{ id: long, type: 'function', function: { name: '', arguments: '' } }] },
    { tool_calls: [{ id: '', type: 'function', function: { name: long, arguments: '' } }] },
    { tool_calls: [{ id: '', type: 'function', function: { name: '', arguments: long } }] },
  ];

  const added = fields.map((field) => estimateTokens([{ ...plain, ...field }]) - estimateTokens([plain]));
  expect(added.map((tokens) => tokens >= 500)).toEqual(fields.map(() => true));
});

test('an image counts the same by its address as by its bytes', () => {
  const inline = image(`data:image/png;base64,${'A'.repeat(1_000_000)}`);

  expect(estimateContent(inline)).toBe(estimateContent(image('https://example.test/a.png')));
});

test('nothing costs nothing; a message more never makes it less; order does not matter', () => {
  expect(estimateTokens([])).toBe(0);
  fc.assert(
    fc.property(scenarios, ({ conversation }) => {
      const messages = conversation.exchanges.flatMap((exchange) => exchange.messages);
      const tokens = estimateTokens(messages);
      expect(Number.isSafeInteger(tokens)).toBe(true);
      expect(estimateTokens(messages.toReversed())).toBe(tokens);
      expect(estimateTokens([...messages, { role: 'user', content: '' }])).toBeGreaterThan(tokens);
    }),
  );
});

test('an answer of tool calls alone is not free', () => {
  const call = {
    id: 'c',
    type: 'function',
    function: { name: 'project', arguments: '{"path":"src"}' },
  } as const;
  const calls = { text: '', reasoning: '', tool_calls: [call] };

  expect(estimateAnswerTokens(calls)).toBeGreaterThan(estimateTextTokens(call.function.arguments));
  expect(estimateAnswerTokens({ ...calls, tool_calls: [] })).toBe(0);
});
