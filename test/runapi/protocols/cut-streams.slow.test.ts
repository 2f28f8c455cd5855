import { expect, test } from 'vitest';
import type { ProtocolName } from '../../../src/config/config.ts';
import {
  bytes,
  capture,
  readAnswer,
  respond,
  shortCapture,
  sse,
  type Outcome,
} from '../../support/upstream.ts';

const GEMINI_STREAM = bytes(
  sse(
    { candidates: [{ content: { parts: [{ text: 'Thinking…', thought: true }] } }] },
    { candidates: [{ content: { parts: [{ text: 'Grüße, ' }] } }] },
    { candidates: [{ content: { parts: [{ text: 'Welt 🌍' }] } }] },
    {
      candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 5, totalTokenCount: 13 },
    },
  ),
);

/**
 * `wholeFrom` is the text whose last byte is the first one that may make the answer count as whole: the last
 * event need not have its blank line where the stream ends cleanly.
 */
const STREAMS: { protocol: ProtocolName; whole: Uint8Array; wholeFrom: string }[] = [
  {
    protocol: 'chat-completions',
    whole: shortCapture('chat-completions.stream.sse'),
    // The finish reason is enough where the stream then ends cleanly: `[DONE]` may be missing.
    wholeFrom: '"prompt_cache_miss_tokens":86}}',
  },
  {
    protocol: 'messages',
    whole: shortCapture('messages.stream.sse'),
    wholeFrom: 'data: {"type":"message_stop"}',
  },
  { protocol: 'gemini', whole: GEMINI_STREAM, wholeFrom: '"totalTokenCount":13}}' },
];

function lengthUpTo(whole: Uint8Array, text: string): number {
  const at = Buffer.from(whole).indexOf(text);
  expect(at).toBeGreaterThan(0);
  return at + Buffer.byteLength(text);
}

function isBeginning(cut: Outcome, full: Outcome): boolean {
  return full.text.startsWith(cut.text) && full.reasoning.startsWith(cut.reasoning);
}

test.for(STREAMS)(
  'a $protocol stream that ends cleanly at any byte is whole only from its own end on',
  async ({ protocol, whole, wholeFrom }) => {
    const full = await readAnswer(respond([whole]), { protocol });
    expect(full.error).toBeUndefined();
    const wholeLength = lengthUpTo(whole, wholeFrom);
    const wrong: unknown[] = [];
    for (let length = 0; length <= whole.length; length += 1) {
      const cut = await readAnswer(respond([whole.subarray(0, length)]), { protocol });
      const isWhole = cut.error === undefined;
      const isAllThere = cut.text === full.text && cut.finishReason === 'stop';
      const isRight = isWhole === length >= wholeLength && isBeginning(cut, full) && (!isWhole || isAllThere);
      if (!isRight) wrong.push({ length, ...cut });
    }
    expect(wrong).toEqual([]);
  },
);

test.for(STREAMS)(
  'a $protocol stream whose connection breaks at any byte is not whole before its own end',
  async ({ protocol, whole, wholeFrom }) => {
    const full = await readAnswer(respond([whole]), { protocol });
    const wholeLength = lengthUpTo(whole, wholeFrom);
    const wrong: unknown[] = [];
    for (let length = 0; length < wholeLength; length += 1) {
      const response = respond([whole.subarray(0, length)], { broken: new TypeError('terminated') });
      const cut = await readAnswer(response, { protocol });
      if (cut.error?.kind !== 'transport' || !isBeginning(cut, full)) wrong.push({ length, ...cut });
    }
    expect(wrong).toEqual([]);
  },
);

test('a connection that breaks between the finish reason and [DONE] is a lost one', async () => {
  const whole = capture('chat-completions.stream.sse');
  const length = lengthUpTo(whole, '"prompt_cache_miss_tokens":86}}\n\n');

  const cut = await readAnswer(
    respond([whole.subarray(0, length)], {
      broken: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    }),
  );

  expect(cut.text).toBe('Ok.');
  expect(cut.error).toMatchObject({ kind: 'transport' });
  expect(cut.error?.message).toContain('ECONNRESET');
});
