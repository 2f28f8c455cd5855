import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../src/config/config.ts';
import { bytes, readAnswer, respond } from '../support/upstream.ts';

/** What an event is for the completeness rule; text is named by its own words. */
type Meaning = 'text' | 'blank' | 'call' | 'finish' | 'length' | 'end' | 'nothing' | 'bad';

const chat = (delta: unknown, finish_reason: string | null = null) => ({
  choices: [{ delta, finish_reason }],
});
const candidate = (part: unknown, finishReason?: string) => ({
  candidates: [{ content: { parts: [part] }, finishReason }],
});

const EVENTS: Readonly<Record<ProtocolName, Readonly<Record<Meaning, unknown>>>> = {
  'chat-completions': {
    text: chat({ content: 'é€🌍' }),
    blank: chat({ content: ' \n' }),
    call: chat({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] }),
    finish: chat({}, 'stop'),
    length: chat({}, 'length'),
    end: '[DONE]',
    nothing: chat({ role: 'assistant', content: null, reasoning_content: '' }),
    bad: { error: { message: 'broke' } },
  },
  messages: {
    text: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'é€🌍' } },
    blank: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' \n' } },
    call: {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'c', name: 'f', input: {} },
    },
    finish: { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    length: { type: 'message_delta', delta: { stop_reason: 'max_tokens' } },
    end: { type: 'message_stop' },
    nothing: { type: 'ping' },
    bad: { type: 'error', error: { type: 'api_error', message: 'broke' } },
  },
  gemini: {
    text: candidate({ text: 'é€🌍' }),
    blank: candidate({ text: ' \n' }),
    call: candidate({ functionCall: { name: 'f', args: {} } }),
    finish: candidate({ text: '' }, 'STOP'),
    length: candidate({ text: '' }, 'MAX_TOKENS'),
    // Gemini has no end marker of its own.
    end: { usageMetadata: { promptTokenCount: 1 } },
    nothing: {},
    bad: { error: { code: 500, message: 'broke' } },
  },
};

const CONTENT: readonly Meaning[] = ['text', 'blank', 'call'];

/** The rule of the contract, once more and in other words. */
function isWhole(protocol: ProtocolName, meanings: readonly Meaning[]): boolean {
  const end = protocol === 'gemini' ? -1 : meanings.indexOf('end');
  const read = end === -1 ? meanings : meanings.slice(0, end);
  const after = end === -1 ? [] : meanings.slice(end + 1);
  const closing = read.slice(read.findLastIndex((meaning) => CONTENT.includes(meaning)) + 1);
  if (read.includes('bad') || after.some((meaning) => CONTENT.includes(meaning))) return false;
  if (protocol === 'messages' && end === -1) return false;
  if (closing.includes('length')) return true;
  return closing.includes('finish') && (read.includes('text') || read.includes('call'));
}

const separators = fc.constantFrom('\n\n', '\r\n\r\n', '\n\n: keep-alive\n\n', '\n\n\n');
const meanings = fc.array(
  fc.constantFrom<Meaning[]>('text', 'blank', 'call', 'finish', 'length', 'end', 'nothing', 'bad'),
  {
    maxLength: 7,
  },
);
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

test.for(PROTOCOL_NAMES)(
  'events of %s in any order and chunking are whole by the rule of the contract only',
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(meanings, separators, places, async (order, separator, cuts) => {
        const data = order.map((meaning) => EVENTS[protocol][meaning]);
        const lines = data.map(
          (item) => `data: ${typeof item === 'string' ? item : JSON.stringify(item)}${separator}`,
        );
        const whole = bytes(lines.join(''));
        const offsets = [0, ...cuts.map((cut) => Math.floor(cut * whole.length)), whole.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = offsets.slice(1).map((end, index) => whole.subarray(offsets[index], end));

        const { error, text } = await readAnswer(respond(chunks), { protocol });

        expect(error === undefined).toBe(isWhole(protocol, order));
        const last = order.findIndex(
          (meaning) => meaning === 'bad' || (meaning === 'end' && protocol !== 'gemini'),
        );
        const read = last === -1 ? order : order.slice(0, last);
        expect(text).toBe(
          read.map((meaning) => ({ text: 'é€🌍', blank: ' \n' })[meaning as string] ?? '').join(''),
        );
      }),
      { numRuns: 200, timeout: 20_000 },
    );
  },
);
