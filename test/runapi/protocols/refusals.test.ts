import { expect, test } from 'vitest';
import { DelegateError } from '../../../src/errors.ts';
import type { ChatMessage } from '../../../src/chat/message.ts';
import type { ChatRequest } from '../../../src/chat/request.ts';
import { gemini } from '../../../src/runapi/protocols/gemini.ts';
import { messages } from '../../../src/runapi/protocols/messages.ts';
import { WEATHER_TOOL } from '../../support/full-request.ts';
import { chatRequest } from '../../support/upstream.ts';

const PROTOCOLS = { messages, gemini };
const BOTH = ['messages', 'gemini'] as const;

const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };
const call = (text: string): ChatMessage => ({
  role: 'assistant',
  tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }],
});

interface Refusal {
  what: string;
  by: readonly (keyof typeof PROTOCOLS)[];
  request: Partial<ChatRequest>;
  says: string;
}

/** Chat completions carries all of these; the other two have no place for them. */
const REFUSALS: Refusal[] = [
  {
    what: 'the name of a message',
    by: BOTH,
    request: { messages: [{ role: 'user', content: 'hi', name: 'alice' }] },
    says: '"alice"',
  },
  {
    what: 'an image in a system message',
    by: BOTH,
    request: { messages: [{ role: 'system', content: [image] }] },
    says: 'a system message',
  },
  {
    what: 'an image in the result of a tool',
    by: BOTH,
    request: { messages: [call('{}'), { role: 'tool', tool_call_id: 'c', content: [image] }] },
    says: 'the result of a tool',
  },
  { what: 'arguments that are no JSON', by: BOTH, request: { messages: [call('{"a":')] }, says: '"f"' },
  { what: 'arguments that are an array', by: BOTH, request: { messages: [call('[1]')] }, says: '"f"' },
  {
    what: 'an image that is no URL',
    by: ['messages'],
    request: { messages: [{ role: 'user', content: [{ ...image, image_url: { url: 'a picture' } }] }] },
    says: '"a picture"',
  },
  { what: 'reasoning_effort max', by: ['gemini'], request: { reasoning_effort: 'max' }, says: '"max"' },
  {
    what: 'the result of a call that is not in messages',
    by: ['gemini'],
    request: { messages: [{ role: 'tool', tool_call_id: 'unknown', content: 'x' }] },
    says: '"unknown"',
  },
  {
    what: 'a strict function',
    by: ['gemini'],
    request: { tools: [{ ...WEATHER_TOOL, function: { ...WEATHER_TOOL.function, strict: true } }] },
    says: 'strict',
  },
];

const CASES = REFUSALS.flatMap(({ by, ...rest }) => by.map((name) => ({ name, ...rest })));

test.for(CASES)('$name refuses $what, in place of dropping it', ({ name, request, says }) => {
  const build = () => PROTOCOLS[name].request(chatRequest(request));

  expect(build).toThrow(DelegateError);
  expect(build).toThrow(expect.objectContaining({ kind: 'input', what: expect.stringContaining(says) }));
  expect(build).toThrow(expect.objectContaining({ next: expect.stringMatching(/\.$/) }));
});

test.for(BOTH)('%s takes empty arguments for an empty object', (name) => {
  const { body } = PROTOCOLS[name].request(chatRequest({ messages: [call('')] }));

  expect(JSON.stringify(body)).toMatch(/"(?:input|args)":\{\}/);
});
