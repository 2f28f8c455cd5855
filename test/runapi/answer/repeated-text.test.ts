import { expect, test } from 'vitest';
import type { ProtocolName } from '../../../src/config/config.ts';
import { readAnswer, respond, sse } from '../../support/upstream.ts';

const TEXT = 'The answer is given in several parts of it.';
const PARTS = [3, 11, 24, TEXT.length].map((end) => TEXT.slice(0, end));

const WRITE: Readonly<Record<ProtocolName, (parts: readonly string[]) => unknown[]>> = {
  'chat-completions': (parts) => [
    ...parts.map((content) => ({ choices: [{ delta: { content } }] })),
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    '[DONE]',
  ],
  messages: (parts) => [
    ...parts.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    { type: 'message_stop' },
  ],
  gemini: (parts) => [
    ...parts.map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] })),
    { candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] },
  ],
};

const read = (protocol: ProtocolName, parts: readonly string[]) =>
  readAnswer(respond([sse(...WRITE[protocol](parts))]), { protocol });

test.for(Object.keys(WRITE) as ProtocolName[])(
  'over %s, all of the text so far in each delta is no whole answer',
  async (protocol) => {
    for (const parts of [PARTS, [...PARTS, TEXT], [TEXT.slice(0, 20), TEXT]]) {
      const { error } = await read(protocol, parts);
      expect(error).toMatchObject({
        kind: 'malformed',
        message: expect.stringContaining('repeated the text'),
      });
    }
  },
);

test.for([
  ['lines that are the same', ['----------\n', '----------\n', '----------\n', 'end']],
  ['numbers that grow', ['1', '10', '100', ' and so on']],
  ['two that begin alike', ['ab', 'abcdefghij']],
  ['a line and a longer one, then others', ['- the same\n', '- the same\n- and more\n', 'The end.']],
] as const)('%s are an answer like any other', async ([, parts]) => {
  const { error, text } = await read('chat-completions', parts);

  expect(error).toBeUndefined();
  expect(text).toBe(parts.join(''));
});
