import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { receiptOf } from '../../support/results.ts';

const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { enum: ['Bonn'] } }, required: ['city'] },
    },
  },
];

test('tool calls are answered through the conversation, with the reasoning that goes with them', async () => {
  await using it = await openSession({});
  const given = { tools: TOOLS, model: 'deepseek-v4-flash' };
  const asked = await it.call('deepseek_chat', { ...given, prompt: 'Weather?', conversation_id: 'new' });
  const conversation_id = receiptOf(asked).conversation_id;
  const messages = [{ role: 'tool', tool_call_id: 'call_00_sandbox', content: 'Rain in Bonn' }];
  await it.call('deepseek_chat', { ...given, messages, conversation_id });

  expect(receiptOf(asked).finish_reason).toBe('tool_calls');
  expect(it.sent(1)).toEqual([
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: null,
      reasoning_content: expect.stringContaining('The sandbox does not reason.'),
      tool_calls: [
        {
          id: 'call_00_sandbox',
          type: 'function',
          function: { name: 'weather', arguments: '{"city":"Bonn"}' },
        },
      ],
    },
    messages[0],
  ]);
});

test('reasoning without tool calls is not sent again', async () => {
  await using it = await openSession({});
  const begun = await it.call('deepseek_chat', { prompt: 'One?', conversation_id: 'new' });
  await it.call('deepseek_chat', { prompt: 'Two?', conversation_id: receiptOf(begun).conversation_id });

  expect(it.sandbox.exchanges[1]?.bodyText).not.toContain('does not reason');
});
