import { expect, test } from 'vitest';
import { openSession } from '../support/project.ts';
import { receiptLineOf, textOf } from '../support/results.ts';

/** Of a published format, put together so that no scanner takes this file for a leak. */
const TOKEN = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;

function withCall({ arguments: json, thought }: { arguments: string; thought?: string }) {
  const call = { id: 'call_1', type: 'function', function: { name: 'log_in', arguments: json } };
  return [
    { role: 'user', content: 'Log in.' },
    { role: 'assistant', content: '', tool_calls: [call], ...(thought && { reasoning_content: thought }) },
    { role: 'tool', tool_call_id: 'call_1', content: 'done' },
  ];
}

test.for([
  ['prompt', { prompt: `Use ${TOKEN} to log in.` }],
  ['system', { prompt: 'Hello.', system: `The token is ${TOKEN}.` }],
  ['messages', { messages: [{ role: 'user', content: `My token: ${TOKEN}` }] }],
  ['messages', { messages: withCall({ arguments: JSON.stringify({ token: TOKEN }) }) }],
  ['messages', { messages: withCall({ arguments: '{}', thought: `The token is ${TOKEN}.` }) }],
] as const)('a token that is typed into %s is sent, and the receipt warns once', async ([place, call]) => {
  await using it = await openSession({});
  const result = await it.call('deepseek_chat', call);

  expect(it.sandbox.exchanges).toHaveLength(1);
  expect(receiptLineOf(result).split(` · ${place} holds what looks like a GitHub token`)).toHaveLength(2);
  expect(receiptLineOf(result)).not.toContain(TOKEN);
});

test('nothing is said of what is no token', async () => {
  await using it = await openSession({});
  const prompt = `Explain commit ${'a1b2c3d4e5'.repeat(4)} and /a/long/path/to/some/file.ts of AVeryLongClassNameFactory.`;

  expect(textOf(await it.call('deepseek_chat', { prompt }))).not.toContain('looks like');
});
