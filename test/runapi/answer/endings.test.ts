import { expect, test } from 'vitest';
import type { ProtocolName } from '../../../src/config/config.ts';
import { JSON_TYPE, readAnswer, respond, sse } from '../../support/upstream.ts';

const content = (text: string, reason?: string) => ({
  choices: [{ delta: { content: text }, finish_reason: reason }],
});
const reasoning = { choices: [{ delta: { reasoning_content: 'Hm.' } }] };
const call = {
  choices: [{ delta: { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] } }],
};
const part = (text: string, finishReason?: string) => ({
  candidates: [{ content: { parts: text ? [{ text }] : [] }, finishReason }],
});
const block = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const stop = (stop_reason: string) => ({ type: 'message_delta', delta: { stop_reason } });
const MESSAGE_STOP = { type: 'message_stop' };

interface Case {
  name: string;
  protocol?: ProtocolName;
  items: unknown[];
  reason: string;
}

test.for<Case>([
  {
    name: 'early and late',
    items: [content('', 'stop'), content('a'), content('', 'length'), '[DONE]'],
    reason: 'length',
  },
  { name: 'on each chunk', items: [content('a', 'stop'), content('b', 'stop'), '[DONE]'], reason: 'stop' },
  {
    name: 'length before the text',
    items: [content('', 'length'), content('a'), content('', 'stop'), '[DONE]'],
    reason: 'stop',
  },
  {
    name: 'a stop stamped after length',
    items: [content('a', 'length'), content('', 'stop'), '[DONE]'],
    reason: 'length',
  },
  {
    name: 'a stop stamped after the filter',
    items: [content('a', 'content_filter'), content('', 'stop'), '[DONE]'],
    reason: 'content_filter',
  },
  { name: 'the last of two', items: [content('a', 'eos'), content('', 'odd'), '[DONE]'], reason: 'odd' },
  {
    name: 'a placeholder after it',
    items: [content('a', 'stop'), content('', ''), '[DONE]'],
    reason: 'stop',
  },
  {
    name: 'STOP on chunks without text, MAX_TOKENS at the end',
    protocol: 'gemini',
    items: [part('', 'STOP'), part('a'), part('', 'MAX_TOKENS')],
    reason: 'length',
  },
  {
    name: 'MAX_TOKENS, then STOP on the chunk with the usage',
    protocol: 'gemini',
    items: [part('a', 'MAX_TOKENS'), part('', 'STOP')],
    reason: 'length',
  },
  {
    name: 'a reason that means nothing on early chunks',
    protocol: 'gemini',
    items: [part('a', 'FINISH_REASON_UNSPECIFIED'), part('b', 'STOP')],
    reason: 'stop',
  },
  { name: '[DONE] after it', protocol: 'gemini', items: [part('a', 'STOP'), '[DONE]'], reason: 'stop' },
  {
    name: '[DONE] for message_stop',
    protocol: 'messages',
    items: [block('a'), stop('end_turn'), '[DONE]'],
    reason: 'stop',
  },
  {
    name: '[DONE] before it, and a proper end',
    protocol: 'messages',
    items: [block('a'), '[DONE]', stop('max_tokens'), MESSAGE_STOP],
    reason: 'length',
  },
  {
    name: 'chat completions’ own word',
    protocol: 'messages',
    items: [block('a'), stop('stop'), MESSAGE_STOP],
    reason: 'stop',
  },
])(
  '$protocol: of finish reasons with $name, $reason counts',
  async ({ protocol = 'chat-completions', items, reason }) => {
    const { error, finishReason } = await readAnswer(respond([sse(...items)]), { protocol });

    expect({ error, finishReason }).toEqual({ error: undefined, finishReason: reason });
  },
);

test.for<{ name: string; protocol?: ProtocolName; items: unknown[] }>([
  { name: 'text', items: [content('a', 'stop'), content('b'), '[DONE]'] },
  { name: 'reasoning', items: [content('a', 'stop'), reasoning, '[DONE]'] },
  { name: 'a tool call', items: [content('a', 'stop'), call, '[DONE]'] },
  { name: 'text', protocol: 'messages', items: [block('a'), stop('end_turn'), block('b'), MESSAGE_STOP] },
  { name: 'text', protocol: 'gemini', items: [part('a', 'STOP'), part('b')] },
])(
  '$protocol: a finish reason that $name follows counts as none',
  async ({ protocol = 'chat-completions', items }) => {
    const { error } = await readAnswer(respond([sse(...items)]), { protocol });

    expect(error).toMatchObject({ kind: 'stream-closed' });
  },
);

const started = (id: string | undefined) => ({ type: 'message_start', message: { id, usage: {} } });
const chunkOf = (id: string, text: string, role?: string) => ({
  id,
  choices: [{ index: 0, delta: { content: text, role } }],
});
const reasoningOf = (id: string, reasoning_content: string) => ({
  id,
  choices: [{ index: 0, delta: { reasoning_content } }],
});
const chunkOfGemini = (responseId: string, text: string) => ({ responseId, ...part(text) });

const SPLICED: { name: string; protocol: ProtocolName; items: unknown[] }[] = [
  {
    name: 'another message',
    protocol: 'messages',
    items: [started('1'), block('a'), started('2'), block('ab')],
  },
  {
    name: 'a message without an id',
    protocol: 'messages',
    items: [started(undefined), block('a'), started(undefined), block('ab')],
  },
  {
    name: 'a message after the stop reason',
    protocol: 'messages',
    items: [started('1'), block('a'), stop('end_turn'), started('2'), block('ab')],
  },
  {
    name: 'another id with a role',
    protocol: 'chat-completions',
    items: [
      chunkOf('1', '', 'assistant'),
      chunkOf('1', 'a'),
      chunkOf('2', '', 'assistant'),
      chunkOf('2', 'ab'),
    ],
  },
  {
    name: 'another id after an answer of one chunk',
    protocol: 'chat-completions',
    items: [chunkOf('1', 'a', 'assistant'), chunkOf('2', '', 'assistant'), chunkOf('2', 'ab')],
  },
  {
    name: 'another id without a role',
    protocol: 'chat-completions',
    items: [chunkOf('1', '', 'assistant'), chunkOf('1', 'a'), chunkOf('2', 'a'), chunkOf('2', 'b')],
  },
  {
    name: 'another id after reasoning',
    protocol: 'chat-completions',
    items: [reasoningOf('1', 'Hm'), reasoningOf('1', '.'), chunkOf('2', '', 'assistant'), chunkOf('2', 'ab')],
  },
  {
    name: 'another response after one chunk',
    protocol: 'gemini',
    items: [chunkOfGemini('1', 'a'), chunkOfGemini('2', 'a'), chunkOfGemini('2', 'b')],
  },
  {
    name: 'a whole document after deltas',
    protocol: 'chat-completions',
    items: [content('a'), { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] }],
  },
  {
    name: 'another response',
    protocol: 'gemini',
    items: [chunkOfGemini('1', 'a'), chunkOfGemini('1', 'b'), chunkOfGemini('2', 'ab')],
  },
];
const ENDINGS = {
  'chat-completions': [content('', 'stop'), '[DONE]'],
  messages: [stop('end_turn'), MESSAGE_STOP],
  gemini: [part('', 'STOP')],
};

test.for(SPLICED)(
  '$protocol: $name in the same stream is not glued to the first',
  async ({ protocol, items }) => {
    const outcome = await readAnswer(respond([sse(...items, ...ENDINGS[protocol])]), { protocol });

    expect(outcome.error).toMatchObject({ kind: 'stream-closed' });
    expect(outcome.error?.message).toContain('Another answer began');
    expect(outcome.text).toMatch(/^(?:ab?)?$/);
    expect(outcome.text).not.toContain('aa');
  },
);

test.for<{ name: string; protocol: ProtocolName; items: unknown[] }>([
  {
    name: 'a second start before any text',
    protocol: 'messages',
    items: [started('1'), started('2'), block('ab')],
  },
  {
    name: 'an id for each chunk',
    protocol: 'chat-completions',
    items: [chunkOf('1', '', 'assistant'), chunkOf('2', 'a', 'assistant'), chunkOf('3', 'b', 'assistant')],
  },
  {
    name: 'a role in each chunk',
    protocol: 'chat-completions',
    items: [chunkOf('1', 'a', 'assistant'), chunkOf('1', 'b', 'assistant')],
  },
  {
    name: 'an id of the time for each chunk',
    protocol: 'chat-completions',
    items: [
      chunkOf('c-1764174539001', '', 'assistant'),
      chunkOf('c-1764174539001', 'a'),
      chunkOf('c-1764174539002', 'b'),
      chunkOf('c-1764174539002', ''),
    ],
  },
  {
    name: 'an id of its own for what comes after the text',
    protocol: 'chat-completions',
    items: [chunkOf('1', 'a'), chunkOf('1', 'b'), chunkOf('2', ''), chunkOf('2', '')],
  },
  {
    name: 'an id of its own for the last chunk',
    protocol: 'chat-completions',
    items: [chunkOf('1', ''), chunkOf('1', 'a'), { id: '2', ...content('b', 'stop') }, '[DONE]'],
  },
  {
    name: 'a first chunk of the gateway’s own',
    protocol: 'chat-completions',
    items: [
      chunkOf('gateway', '', 'assistant'),
      chunkOf('1', '', 'assistant'),
      chunkOf('1', 'a'),
      chunkOf('1', 'b'),
    ],
  },
  {
    name: 'an empty first id, as Azure has it',
    protocol: 'chat-completions',
    items: [chunkOf('', '', 'assistant'), chunkOf('1', 'a'), chunkOf('1', 'b')],
  },
  {
    name: 'a response id for each chunk',
    protocol: 'gemini',
    items: [chunkOfGemini('1', 'a'), chunkOfGemini('2', 'b')],
  },
])('$protocol: $name is one answer', async ({ protocol, items }) => {
  const outcome = await readAnswer(respond([sse(...items, ...ENDINGS[protocol])]), { protocol });

  expect(outcome).toMatchObject({ text: 'ab', error: undefined });
});

test('a refusal is shown, and is no answer', async () => {
  const items = [
    { choices: [{ delta: { refusal: 'I cannot ' } }] },
    { choices: [{ delta: { refusal: 'do that.' } }] },
  ];

  const outcome = await readAnswer(respond([sse(...items, content('', 'stop'), '[DONE]')]));

  expect(outcome).toMatchObject({ text: '', finishReason: 'stop', error: { kind: 'empty' } });
  expect(outcome.error?.message).toContain('"I cannot do that."');
});

test.for<[string, string[]]>([
  ['two deltas', ['Go \ud83d', '\ude80!']],
  ['a delta of its own for each half', ['Go ', '\ud83d', '\ude80', '!']],
])('a character in %s is put together, and each event is well-formed', async ([, texts]) => {
  const { events, text } = await readAnswer(
    respond([sse(...texts.map((each) => content(each)), content('', 'stop'), '[DONE]')]),
  );

  expect(text).toBe('Go 🚀!');
  expect(JSON.stringify(events)).not.toMatch(/\\ud[89a-f]/i);
});

test('half a character whose other half never comes is U+FFFD, at the end and before something else', async () => {
  const cut = await readAnswer(respond([sse(content('a\ud83d'))]));
  const between = await readAnswer(
    respond([sse(content('a\ud83d'), content('b'), content('', 'stop'), '[DONE]')]),
  );

  expect(cut).toMatchObject({ text: 'a\ufffd', error: { kind: 'stream-closed' } });
  expect(between).toMatchObject({ text: 'a\ufffdb', error: undefined });
});

test('an answer in an envelope, and answers of one document a line, are read', async () => {
  const lines = [content('a'), content('b', 'stop')].map((item) => `${JSON.stringify(item)}\n`).join('');
  const wrapped = JSON.stringify({
    code: 0,
    data: { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] },
  });

  for (const body of [lines, wrapped]) {
    expect(await readAnswer(respond([body], { contentType: JSON_TYPE }))).toMatchObject({
      text: 'ab',
      error: undefined,
    });
  }
});

test.for<{ name: string; protocol: ProtocolName; items: unknown[]; cut: string }>([
  {
    name: 'a delta',
    protocol: 'chat-completions',
    items: [content('ab', 'stop')],
    cut: '{"choices":[{"delta":{"content":"mo',
  },
  {
    name: 'a part',
    protocol: 'gemini',
    items: [part('ab', 'STOP')],
    cut: '{"candidates":[{"content":{"parts":[',
  },
])(
  '$protocol: $name that is cut off after the finish reason counts as text',
  async ({ protocol, items, cut }) => {
    const outcome = await readAnswer(respond([`${sse(...items)}data: ${cut}`]), { protocol });

    expect(outcome).toMatchObject({ text: 'ab', error: { kind: 'stream-closed' } });
  },
);

test('counts that are cut off after the finish reason cost nothing but themselves', async () => {
  const outcome = await readAnswer(
    respond([`${sse(content('ab', 'stop'))}data: {"choices":[],"usage":{"prompt`]),
  );

  expect(outcome).toMatchObject({ text: 'ab', error: undefined });
});
