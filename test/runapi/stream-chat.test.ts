import { expect, test } from 'vitest';
import type { ProtocolName } from '../../src/config/config.ts';
import { readAnswer, respond, sse } from '../support/upstream.ts';

const content = (text: string) => ({ choices: [{ delta: { content: text } }] });
const finish = (reason: string) => ({ choices: [{ delta: {}, finish_reason: reason }] });
const call = { index: 0, id: 'c', function: { name: 'f', arguments: '{}' } };
const toolCall = { choices: [{ delta: { tool_calls: [call] } }] };

const block = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const stop = (reason: string) => ({ type: 'message_delta', delta: { stop_reason: reason } });
const end = { type: 'message_stop' };

const part = (text: string, finishReason?: string) => ({
  candidates: [{ content: { parts: [{ text }] }, finishReason }],
});

interface Case {
  name: string;
  protocol?: ProtocolName;
  items: unknown[];
  finishReason: string;
}

const WHOLE: Case[] = [
  {
    name: 'text, a finish reason and [DONE]',
    items: [content('a'), finish('stop'), '[DONE]'],
    finishReason: 'stop',
  },
  { name: 'no [DONE] after a finish reason', items: [content('a'), finish('stop')], finishReason: 'stop' },
  {
    name: 'text of which a part is blank',
    items: [content(' '), content('a'), finish('stop')],
    finishReason: 'stop',
  },
  {
    name: 'tool calls without text',
    items: [toolCall, finish('tool_calls'), '[DONE]'],
    finishReason: 'tool_calls',
  },
  {
    name: 'tool calls that end in stop',
    items: [toolCall, finish('stop'), '[DONE]'],
    finishReason: 'tool_calls',
  },
  {
    name: 'length, reported unchanged',
    items: [content('a'), finish('length'), '[DONE]'],
    finishReason: 'length',
  },
  { name: 'length before any text', items: [finish('length'), '[DONE]'], finishReason: 'length' },
  {
    name: 'a reason that nobody knows',
    items: [content('a'), finish('aborted'), '[DONE]'],
    finishReason: 'aborted',
  },
  {
    name: 'the first of two reasons',
    items: [content('a'), finish('length'), finish('stop'), '[DONE]'],
    finishReason: 'length',
  },
  {
    name: 'message_stop',
    protocol: 'messages',
    items: [block('a'), stop('end_turn'), end],
    finishReason: 'stop',
  },
  { name: 'a finishReason', protocol: 'gemini', items: [part('a'), part('', 'STOP')], finishReason: 'stop' },
  {
    name: 'a function call that ends in STOP',
    protocol: 'gemini',
    items: [
      { candidates: [{ content: { parts: [{ functionCall: { name: 'f' } }] }, finishReason: 'STOP' }] },
    ],
    finishReason: 'tool_calls',
  },
];

test.for(WHOLE)(
  'an answer with $name is whole',
  async ({ protocol = 'chat-completions', items, finishReason }) => {
    const outcome = await readAnswer(respond([sse(...items)]), { protocol });

    expect(outcome.error).toBeUndefined();
    expect(outcome.finishReason).toBe(finishReason);
    expect(outcome.events.at(-1)).toEqual({ type: 'finish', reason: finishReason });
    expect(outcome.events.filter(({ type }) => type === 'finish')).toHaveLength(1);
  },
);

const CUT: { name: string; protocol?: ProtocolName; items: unknown[]; text: string }[] = [
  { name: 'nothing at all', items: [], text: '' },
  { name: 'only [DONE]', items: ['[DONE]'], text: '' },
  { name: 'text without a finish reason', items: [content('a')], text: 'a' },
  { name: 'text and [DONE] without a finish reason', items: [content('a'), '[DONE]'], text: 'a' },
  { name: 'a finish reason behind [DONE]', items: [content('a'), '[DONE]', finish('stop')], text: 'a' },
  {
    name: 'a stop reason without message_stop',
    protocol: 'messages',
    items: [block('a'), stop('end_turn')],
    text: 'a',
  },
  { name: 'message_stop without a stop reason', protocol: 'messages', items: [block('a'), end], text: 'a' },
  { name: 'no finishReason', protocol: 'gemini', items: [part('a')], text: 'a' },
];

test.for(CUT)(
  'an answer with $name ($protocol) is closed too early, and its text is kept',
  async ({ protocol = 'chat-completions', items, text }) => {
    const outcome = await readAnswer(respond([sse(...items)]), { protocol });

    expect(outcome.error).toMatchObject({ kind: 'stream-closed', retryable: false });
    expect(outcome.text).toBe(text);
    expect(outcome.finishReason).toBeUndefined();
  },
);

const reasoning = { choices: [{ delta: { reasoning_content: 'Hm.' } }] };

const EMPTY: Case[] = [
  { name: 'no text', items: [finish('stop'), '[DONE]'], finishReason: 'stop' },
  { name: 'reasoning only', items: [reasoning, finish('stop'), '[DONE]'], finishReason: 'stop' },
  {
    name: 'the blanks of a JSON mode that failed',
    items: [content('  \n\t '), finish('stop'), '[DONE]'],
    finishReason: 'stop',
  },
  { name: 'tool_calls without a call', items: [finish('tool_calls'), '[DONE]'], finishReason: 'tool_calls' },
  { name: 'no text', protocol: 'messages', items: [stop('end_turn'), end], finishReason: 'stop' },
  {
    name: 'no parts',
    protocol: 'gemini',
    items: [{ candidates: [{ finishReason: 'STOP' }] }],
    finishReason: 'stop',
  },
];

test.for(EMPTY)(
  'a finished answer with $name ($protocol) is empty, not whole',
  async ({ protocol = 'chat-completions', items, finishReason }) => {
    const outcome = await readAnswer(respond([sse(...items)]), { protocol });

    expect(outcome.error).toMatchObject({ kind: 'empty' });
    expect(outcome.error?.message).toContain(`(${finishReason})`);
    expect(outcome.finishReason).toBe(finishReason);
  },
);
