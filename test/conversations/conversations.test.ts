import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { receiptLineOf, receiptOf, textOf } from '../support/results.ts';
import { sentMessages, setUp } from '../support/setup.ts';

test('a conversation carries its turns, its system part, and nothing of the reasoning', async () => {
  const answers = ['Blue.', 'Because of the sky.'];
  await using it = await setUp({ answer: () => answers.shift() ?? 'Yes.' });
  const first = await it.call('deepseek_chat', {
    prompt: 'A colour?',
    system: 'Be brief.',
    conversation_id: 'new',
  });
  const id = receiptOf(first).conversation_id ?? '';
  const second = await it.call('deepseek_stream', { prompt: 'Why?', conversation_id: id });
  await it.call('deepseek_chat', { prompt: 'Sure?', system: 'Be long.', conversation_id: id });

  expect(id).toMatch(/^c_[\w-]{22}$/);
  expect(receiptOf(second).conversation_id).toBe(id);
  expect(sentMessages(it, 1)).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'A colour?' },
    { role: 'assistant', content: 'Blue.' },
    { role: 'user', content: 'Why?' },
  ]);
  expect(sentMessages(it, 2)[0]).toEqual({ role: 'system', content: 'Be long.' });
  expect(sentMessages(it, 2)).toHaveLength(6);
});

test('an answer that is not whole is not added, and that is told', async () => {
  await using it = await setUp({
    fault: 'end-without-finish',
    faultTimes: 1,
    answer: () => 'Blue. '.repeat(20),
  });
  const broken = await it.call('deepseek_chat', { prompt: 'A colour?', conversation_id: 'new' });
  expect(receiptLineOf(broken)).toContain('not added to the conversation: the answer is not whole');
  expect(receiptOf(broken).conversation_id).toBeNull();
  const whole = await it.call('deepseek_stream', { run_id: receiptOf(broken).run_id });
  const id = receiptOf(whole).conversation_id;
  await it.call('deepseek_chat', { prompt: 'Why?', conversation_id: id });

  expect(sentMessages(it, 2)).toEqual([
    { role: 'user', content: 'A colour?' },
    { role: 'assistant', content: 'Blue. '.repeat(20) },
    { role: 'user', content: 'Why?' },
  ]);
});

test('what only one call asks of the form of its answer does not bind the next', async () => {
  await using it = await setUp({ answer: () => '{"colour":"blue"}' });
  const first = await it.call('deepseek_chat', {
    prompt: 'A colour?',
    system: 'Be brief.',
    conversation_id: 'new',
    json_schema: { type: 'object' },
  });
  await it.call('deepseek_chat', { prompt: 'Why?', conversation_id: receiptOf(first).conversation_id });

  expect(sentMessages(it, 0)[0]?.content).toMatch(/^Be brief\.\n\nAnswer with one JSON value/);
  expect(sentMessages(it, 1)[0]).toEqual({ role: 'system', content: 'Be brief.' });
});

test('the results of tool calls find their calls, with the reasoning that DeepSeek wants back', async () => {
  await using it = await setUp();
  const tools = [
    {
      type: 'function',
      function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ];
  const first = await it.call('deepseek_chat', {
    prompt: 'The weather in Bonn?',
    tools,
    conversation_id: 'new',
  });
  const [turn] = /\{[^]*\}/.exec(textOf(first).split('tool_calls\n')[1] ?? '') ?? ['{}'];
  const {
    tool_calls: [call],
  } = JSON.parse(turn) as { tool_calls: { id: string }[] };
  await it.call('deepseek_chat', {
    messages: [{ role: 'tool', tool_call_id: call?.id, content: 'Rain' }],
    tools,
    conversation_id: receiptOf(first).conversation_id,
  });

  expect(sentMessages(it, 1)).toMatchObject([
    { role: 'user' },
    { role: 'assistant', reasoning_content: expect.any(String), tool_calls: [{ id: call?.id }] },
    { role: 'tool', tool_call_id: call?.id },
  ]);
});

test('of two calls at once on one conversation, one is added and the other is told', async () => {
  await using it = await setUp({ answer: () => 'Yes.', timeToFirstTokenMs: 100 });
  const first = await it.call('deepseek_chat', { prompt: 'Well?', conversation_id: 'new' });
  const conversation_id = receiptOf(first).conversation_id;
  const both = await Promise.all(
    ['One?', 'Two?'].map((prompt) => it.call('deepseek_chat', { prompt, conversation_id })),
  );
  const notes = both
    .map(receiptLineOf)
    .filter((line) => line.includes('not added to the conversation: Conversation c_'));

  expect(notes).toHaveLength(1);
  expect(both.map((result) => receiptOf(result).status)).toEqual(['complete', 'complete']);
});

test('an unknown conversation is refused with those that there are', async () => {
  await using it = await setUp();
  const first = await it.call('deepseek_chat', { prompt: 'Hello', conversation_id: 'new' });
  const unknown = await it.call('deepseek_chat', { prompt: 'Hello', conversation_id: `c_${'a'.repeat(22)}` });

  expect(textOf(unknown)).toMatch(/There is no conversation c_a+/);
  expect(textOf(unknown)).toContain(receiptOf(first).conversation_id);
  expect(it.sandbox.exchanges).toHaveLength(1);
});

test('the command begins, goes on with, lists, shows and removes conversations', async () => {
  await using it = await setUp({ answer: () => 'Blue.' });
  const command = (...words: string[]) => run(words, { environment: it.environment });
  const first = await command('chat', '--json', '--conversation', 'new', 'A colour?');
  const { receipt } = JSON.parse(first.stdout) as { receipt: { conversation_id: string } };
  const id = receipt.conversation_id;
  await command('chat', '--conversation', id, 'Why?');

  expect(sentMessages(it, 1)).toHaveLength(3);
  expect((await command('conversations', 'list')).stdout).toMatch(
    new RegExp(`${id} +2 +\\d+ .* A colour\\?`),
  );
  expect((await command('conversations', 'show', id)).stdout).toContain(
    '## assistant\n\nBlue.\n\n## user\n\nWhy?',
  );
  expect((await command('conversations', 'remove', id)).exitCode).toBe(0);
  expect((await command('conversations', 'show', id)).exitCode).toBe(4);
});
