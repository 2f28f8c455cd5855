import { expect, test } from 'vitest';
import { startCompletion } from '../../src/chat/completion.ts';
import type { ProtocolName } from '../../src/config/config.ts';
import { JSON_TYPE, readAnswer, respond, sse } from '../support/upstream.ts';

const DONE = '[DONE]';
const chat = (delta: unknown, finish_reason?: string, beside: object = {}) => ({
  choices: [{ index: 0, delta, finish_reason, ...beside }],
});
const text = (content: string, finish_reason?: string) => chat({ content }, finish_reason);
const calls = (...tool_calls: object[]) => chat({ tool_calls });
const CALLED = [chat({}, 'tool_calls'), DONE];
const block = (delta: unknown) => ({ type: 'content_block_delta', index: 0, delta });
const MESSAGE_END = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' } }, { type: 'message_stop' }];
const candidate = (content: unknown, beside: object = { finishReason: 'STOP' }) => ({
  candidates: [{ content, ...beside }],
});

interface Case {
  name: string;
  protocol?: ProtocolName;
  items: unknown[];
  /** The text, and the calls. */
  answer?: string;
  reason?: string;
}

const CASES: Case[] = [
  {
    name: 'pieces side by side in one chunk',
    items: [
      { choices: [...text('a').choices, ...text('b').choices] },
      { choices: [{ delta: { content: 'c' } }, { delta: { content: 'd' }, finish_reason: 'stop' }] },
      DONE,
    ],
    answer: 'abcd',
  },
  { name: 'a delta that is a string', items: [chat('a'), text('b', 'stop'), DONE] },
  { name: 'a finish reason in the delta', items: [chat({ content: 'ab', finish_reason: 'stop' }), DONE] },
  {
    name: 'a limit in the delta beside a stop',
    items: [chat({ content: 'ab', finish_reason: 'length' }, 'stop'), DONE],
    reason: 'length',
  },
  {
    name: 'a limit that the gateway calls a stop',
    items: [text('ab'), chat({}, 'stop', { native_finish_reason: 'MAX_TOKENS' }), DONE],
    reason: 'length',
  },
  {
    name: 'a native reason of the provider’s own',
    items: [text('ab'), chat({}, 'stop', { native_finish_reason: 'completed' }), DONE],
  },
  { name: 'an end marker without brackets', items: [text('ab', 'stop'), 'DONE'] },
  {
    name: 'an end marker right after the last event',
    items: [`${JSON.stringify(text('ab', 'stop'))}[DONE]`],
  },
  {
    name: 'two events in a line',
    items: [`${JSON.stringify(text('a'))} ${JSON.stringify(text('b', 'stop'))}`, DONE],
  },
  { name: 'a tag in capitals', items: [text('<THINK>Hm.</THINK>ab', 'stop'), DONE] },
  { name: 'the end of reasoning that never began', items: [text('</th'), text('ink>\n\nab', 'stop'), DONE] },
  {
    name: 'a call without the object around its name',
    items: [calls({ index: 0, id: 'a', name: 'f', arguments: '{"p":1}' }), ...CALLED],
    answer: 'f{"p":1}',
    reason: 'tool_calls',
  },
  {
    name: 'arguments under the name of their schema',
    items: [calls({ index: 0, id: 'a', function: { name: 'f', parameters: { p: 1 } } }), ...CALLED],
    answer: 'f{"p":1}',
    reason: 'tool_calls',
  },
  {
    name: 'empty arguments before those that count',
    items: [
      calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
      calls({ index: 0, function: { arguments: '{"p"' } }),
      calls({ index: 0, function: { arguments: ':1}' } }),
      calls({ index: 1, id: 'b', function: { name: 'g', arguments: '{}' } }),
      ...CALLED,
    ],
    answer: 'f{"p":1}g{}',
    reason: 'tool_calls',
  },
  {
    name: 'an index that counts the fragments',
    items: [
      calls({ index: 0, id: 'a', function: { name: 'f', arguments: '' } }),
      calls({ index: 1, id: 'a', function: { name: 'f', arguments: '{"p"' } }),
      calls({ index: 2, id: 'a', function: { arguments: ':1}' } }),
      ...CALLED,
    ],
    answer: 'f{"p":1}',
    reason: 'tool_calls',
  },
  {
    name: 'a delta that is a string',
    protocol: 'messages',
    items: [block('a'), block({ text: 'b' }), ...MESSAGE_END],
  },
  {
    name: 'a stop reason beside the delta',
    protocol: 'messages',
    items: [
      block({ text: 'ab' }),
      { type: 'message_delta', stop_reason: 'end_turn' },
      { type: 'message_stop' },
    ],
  },
  {
    name: 'a stop reason in the end marker',
    protocol: 'messages',
    items: [block({ text: 'ab' }), { type: 'message_stop', stop_reason: 'max_tokens' }],
    reason: 'length',
  },
  {
    name: 'pieces side by side in one chunk',
    protocol: 'gemini',
    items: [
      {
        candidates: [
          { index: 0, content: { parts: [{ text: 'a' }] } },
          { index: 0, content: { parts: [{ text: 'b' }] }, finishReason: 'STOP' },
        ],
      },
    ],
  },
  { name: 'parts that are strings', protocol: 'gemini', items: [candidate({ parts: ['a', { text: 'b' }] })] },
  { name: 'content that is a string', protocol: 'gemini', items: [candidate('ab')] },
  { name: 'content in a list', protocol: 'gemini', items: [candidate([{ parts: [{ text: 'ab' }] }])] },
  {
    name: 'names in snake case',
    protocol: 'gemini',
    items: [
      candidate(
        { parts: [{ text: 'a' }, { function_call: { name: 'f', args: { p: 1 } } }] },
        { finish_reason: 'STOP' },
      ),
    ],
    answer: 'af{"p":1}',
    reason: 'tool_calls',
  },
  {
    name: 'a mark of thoughts that is a string',
    protocol: 'gemini',
    items: [candidate({ parts: [{ text: 'Hm.', thought: 'true' }, { text: 'ab' }] })],
  },
];

test.for(CASES)(
  '$protocol: $name is read as what it says',
  async ({ protocol = 'chat-completions', items, answer = 'ab', reason = 'stop' }) => {
    const { events, error } = await readAnswer(respond([sse(...items)]), { protocol });
    const completion = startCompletion();
    for (const event of events) completion.add(event);
    const { text: content, tool_calls, finish_reason } = completion.build();
    const called = tool_calls.map(({ function: { name, arguments: json } }) => `${name}${json}`).join('');

    expect({ answer: content + called, finish_reason, error }).toEqual({
      answer,
      finish_reason: reason,
      error: undefined,
    });
  },
);

test.for<{ name: string; protocol?: ProtocolName; items: unknown[] }>([
  { name: 'a delta that is a list', items: [chat(['a']), text('b', 'stop'), DONE] },
  { name: 'a choice that is a string', items: [{ choices: ['a'] }, text('b', 'stop'), DONE] },
  { name: 'a call that is a string', items: [calls('f' as never), text('b', 'stop'), DONE] },
  {
    name: 'a delta that is a number',
    protocol: 'messages',
    items: [block(1), block({ text: 'b' }), ...MESSAGE_END],
  },
  { name: 'a part that is a number', protocol: 'gemini', items: [candidate({ parts: [1, { text: 'b' }] })] },
])(
  '$protocol: $name may be text, so the answer is not whole',
  async ({ protocol = 'chat-completions', items }) => {
    const { error } = await readAnswer(respond([sse(...items)]), { protocol });

    expect(error).toMatchObject({ kind: 'malformed' });
  },
);

test('one of several whole documents side by side is the answer', async () => {
  const choices = ['a', 'b'].map((content) => ({ message: { content }, finish_reason: 'stop' }));
  const body = JSON.stringify({ choices });

  const outcome = await readAnswer(respond([body], { contentType: JSON_TYPE }));

  expect(outcome).toMatchObject({ text: 'a', error: undefined });
});

test.for([
  { body: { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] } },
  { data: { content: 'ab', role: 'assistant', stop_reason: 'end_turn' } },
])('the answer is found in the envelope %j', async (envelope) => {
  const protocol = 'data' in envelope ? 'messages' : 'chat-completions';

  const outcome = await readAnswer(respond([JSON.stringify(envelope)], { contentType: JSON_TYPE }), {
    protocol,
  });

  expect(outcome).toMatchObject({ text: 'ab', error: undefined });
});

test('a count that no completion can have is unknown', async () => {
  const usage = { prompt_tokens: 1e300, completion_tokens: 2 };

  const { events } = await readAnswer(respond([sse({ ...text('ab', 'stop'), usage }, DONE)]));

  expect(events).toContainEqual({ type: 'usage', usage: { output_tokens: 2 } });
});

test('Google’s counts are read in snake case too', async () => {
  const usage_metadata = { prompt_token_count: 3, candidates_token_count: 2 };

  const { events } = await readAnswer(respond([sse({ ...candidate('ab'), usage_metadata })]), {
    protocol: 'gemini',
  });

  expect(events).toContainEqual({ type: 'usage', usage: { input_tokens: 3, output_tokens: 2 } });
});

test.for([{ type: 'server_error', message: 'it broke' }, { errors: [{ message: 'it broke' }] }])(
  'the words of the error %j are shown',
  async (body) => {
    const { error } = await readAnswer(respond([sse(text('a'), body)]));

    expect(error?.message).toContain('"it broke"');
  },
);
