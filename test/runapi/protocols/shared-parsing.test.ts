import { expect, test } from 'vitest';
import { UpstreamFault } from '../../../src/runapi/errors/fault.ts';
import { chatCompletions } from '../../../src/runapi/protocols/chat-completions.ts';
import { gemini } from '../../../src/runapi/protocols/gemini.ts';
import { messages } from '../../../src/runapi/protocols/messages.ts';

const PROTOCOLS = [chatCompletions, messages, gemini];

function faultOf(read: () => unknown): UpstreamFault['fault'] {
  try {
    read();
  } catch (error) {
    if (error instanceof UpstreamFault) return error.fault;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const GARBAGE = ['', 'text', 1, true, null, []];

const WRONG_SHAPES: { name: string; data: unknown }[] = [
  { name: 'chat-completions', data: { choices: 'none' } },
  { name: 'chat-completions', data: { choices: [{ delta: { content: { odd: 1 } } }] } },
  { name: 'messages', data: { choices: [] } },
  { name: 'messages', data: { type: 'content_block_delta', delta: { text: { odd: 1 } } } },
  { name: 'gemini', data: { candidates: 'none' } },
  { name: 'gemini', data: { candidates: [{ content: { parts: [{ text: {} }] } }] } },
];

test.for(PROTOCOLS)('garbage in a $name stream is a malformed fault, never an event', (protocol) => {
  for (const data of GARBAGE) {
    const { type } = faultOf(() => protocol.parse(data));
    expect({ data, type }).toEqual({ data, type: 'malformed' });
  }
});

test.for(WRONG_SHAPES)('JSON of another shape ($data) is malformed in $name', ({ name, data }) => {
  const protocol = PROTOCOLS.find((known) => known.name === name);

  const fault = faultOf(() => protocol?.parse(data));

  expect(fault).toMatchObject({ type: 'malformed', sample: JSON.stringify(data) });
});

test.for(PROTOCOLS)('members that nobody knows yet do not lose a $name answer', (protocol) => {
  const known = {
    'chat-completions': { choices: [{ delta: { content: 'a', refusal: null }, extra: 1 }] },
    messages: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a', extra: [] } },
    gemini: { candidates: [{ content: { role: 'model', parts: [{ text: 'a', extra: {} }] }, index: 0 }] },
  }[protocol.name];

  expect(protocol.parse({ ...known, brand_new: { deep: [1] } })).toEqual([{ type: 'text-delta', text: 'a' }]);
});

test.for(['constructor', 'toString', '__proto__'])(
  'a finish reason with the name of an object member (%s) passes as upstream wrote it',
  (reason) => {
    const finish = [{ type: 'finish', reason }];

    expect(chatCompletions.parse({ choices: [{ delta: {}, finish_reason: reason }] })).toEqual(finish);
    expect(messages.parse({ type: 'message_delta', delta: { stop_reason: reason } })).toEqual(finish);
    expect(gemini.parse({ candidates: [{ finishReason: reason }] })).toEqual(finish);
  },
);
