import { expect, test } from 'vitest';
import type { ChatArguments } from '../../../../src/delegation/arguments/arguments.ts';
import type { Outcome } from '../../../../src/delegation/present/outcome.ts';
import { askThreeTimes, PROTOCOLS } from './support.ts';

const TASKS: { what: string; task: ChatArguments }[] = [
  { what: 'a prompt', task: { prompt: 'Tell me about it in 120 words.' } },
  { what: 'a long answer', task: { prompt: 'Tell me about it in 250 lines.', max_tokens: 1_000_000 } },
  { what: 'a prompt beyond ASCII', task: { prompt: '# Käse 🧀\nZähl auf: наконец, 最後に.\n## Brot' } },
  { what: 'a system prompt', task: { prompt: 'Go on.', system: 'You are a clerk.\nBe exact.' } },
  {
    what: 'a conversation',
    task: {
      messages: [
        { role: 'user', content: 'One?' },
        { role: 'assistant', content: 'Two.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Three' },
            { type: 'text', text: 'Four' },
          ],
        },
      ],
    },
  },
  { what: 'a limit', task: { prompt: 'Tell me about it in 500 words.', max_tokens: 60 } },
  { what: 'a stop word', task: { prompt: 'Tell me about it.', stop: ['Outline'] } },
  { what: 'no thinking', task: { prompt: 'Quick.', thinking: 'disabled' } },
  {
    what: 'a schema',
    task: {
      prompt: 'Fill in.',
      json_schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    },
  },
];

test.for(TASKS)(
  '$what gets the same answer by each protocol, and the same receipt and count',
  async ({ task }) => {
    const outcomes = await askThreeTimes({ include_reasoning: true, ...task });
    const [first, ...others] = outcomes.map(({ completion, receipt, error }) => {
      const {
        protocol: _protocol,
        duration_ms: _duration,
        time_to_first_token_ms: _time,
        usage: _usage,
        run_id: _runId,
        ...same
      } = receipt;
      return {
        text: completion.text,
        reasoning: completion.reasoning,
        finish: completion.finish_reason,
        error,
        receipt: same,
      };
    });

    expect(first?.text).not.toBe('');
    expect(others).toEqual([first, first]);
    expectSameCount(outcomes, task.thinking !== 'disabled');
  },
);

/** The same as far as each wire counts. */
function expectSameCount(outcomes: readonly Outcome[], isThinking: boolean): void {
  const [chat, messages, gemini] = outcomes.map(({ receipt }) => receipt.usage);
  const { reasoning_tokens: reasoning = null } = chat ?? {};
  expect(reasoning !== null).toBe(isThinking);

  expect(chat).toEqual({
    input_tokens: expect.any(Number),
    cached_input_tokens: 0,
    output_tokens: expect.any(Number),
    reasoning_tokens: reasoning,
    total_tokens: (chat?.input_tokens ?? 0) + (chat?.output_tokens ?? 0),
  });
  // Messages has no count of reasoning, and Gemini none of the cache where there was no hit.
  expect(messages).toEqual({ ...chat, reasoning_tokens: null });
  expect(gemini).toEqual({ ...chat, cached_input_tokens: null });
}

test('receipts have the same fields, and name their protocol', async () => {
  const outcomes = await askThreeTimes({ prompt: 'Hello' });
  const fields = outcomes.map(({ receipt }) => Object.keys(receipt));
  const usageFields = outcomes.map(({ receipt }) => Object.keys(receipt.usage ?? {}).toSorted());

  expect(fields).toEqual(Array(3).fill(fields[0]));
  expect(usageFields).toEqual(Array(3).fill(usageFields[0]));
  expect(usageFields[0]).toHaveLength(5);
  expect(outcomes.map(({ receipt }) => receipt.protocol)).toEqual(PROTOCOLS);
});

test('a tool gets the same call by each protocol', async () => {
  const parameters = { type: 'object', properties: { city: { enum: ['Bonn'] } }, required: ['city'] };
  const tools = [
    { type: 'function' as const, function: { name: 'weather', description: 'Tells it', parameters } },
  ];
  const outcomes = await askThreeTimes({ prompt: 'Weather?', tools });
  const call = {
    id: 'call_00_sandbox',
    type: 'function',
    function: { name: 'weather', arguments: '{"city":"Bonn"}' },
  };

  expect(outcomes.map(({ completion }) => completion.tool_calls)).toEqual([[call], [call], [call]]);
  expect(outcomes.map(({ receipt }) => `${receipt.status}, ${receipt.finish_reason}`)).toEqual(
    Array(3).fill('complete, tool_calls'),
  );
});
