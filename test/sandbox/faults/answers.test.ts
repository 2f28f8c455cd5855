import { expect, test } from 'vitest';
import { PIECES_BEFORE_FAULT } from '../../../src/sandbox/sandbox.ts';
import type { WireName } from '../../support/sandbox-client.ts';
import { EACH, play } from './play.ts';

/** How each wire says that an answer ended, in the order chat completions, messages, gemini. */
const STOP = ['stop', 'end_turn', 'STOP'];
const CUT = [
  { fault: 'length', finish: ['length', 'max_tokens', 'MAX_TOKENS'] },
  { fault: 'content-filter', finish: ['content_filter', 'refusal', 'SAFETY'] },
  { fault: 'unknown-finish-reason', finish: Array<string>(3).fill('paused_by_gateway') },
  { fault: 'insufficient-system-resource', finish: Array<string>(3).fill('insufficient_system_resource') },
] as const;
const ODD = [
  { fault: 'empty-answer', text: '' },
  { fault: 'blank-json', text: ' '.repeat(64) },
  { fault: 'wrong-json', text: '{"sandbox":"not what was asked for"}' },
] as const;

function inWordsOf(wire: WireName, words: readonly string[]): string | undefined {
  return words[{ 'chat-completions': 0, messages: 1, gemini: 2 }[wire]];
}

test.for(CUT.flatMap((row) => EACH.map((one) => ({ ...row, ...one }))))(
  '$fault over $wire, $way, ends the beginning of the answer with its reason',
  async ({ fault, finish, wire, way }) => {
    const { raw, answer, whole, exchange } = await play(fault, wire, way);

    expect(raw).toMatchObject({ status: 200, ended: 'cleanly' });
    expect(answer).toMatchObject({ pieces: PIECES_BEFORE_FAULT, finish: inWordsOf(wire, finish) });
    expect(whole.answer.text.startsWith(answer.text)).toBe(true);
    expect(answer.hasEnd).toBe(wire !== 'gemini');
    expect(exchange).toMatchObject({ outcome: 'fault', textSent: answer.text });
  },
);

test.for(ODD.flatMap((row) => EACH.map((one) => ({ ...row, ...one }))))(
  '$fault over $wire, $way, looks like a whole answer',
  async ({ fault, text, wire, way }) => {
    const { raw, answer, exchange } = await play(fault, wire, way);

    expect(raw).toMatchObject({ status: 200, ended: 'cleanly' });
    expect(answer).toMatchObject({ text, finish: inWordsOf(wire, STOP), garbage: [], errors: [] });
    expect(answer.hasEnd).toBe(wire !== 'gemini');
    expect(exchange.outcome).toBe('fault');
  },
);
