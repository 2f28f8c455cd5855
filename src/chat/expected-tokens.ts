import type { ChatMessage } from './message.ts';
import { contentParts } from './content.ts';

/** DeepSeek's chat template, which nobody sees, and the marks of a turn. */
const TOKENS_PER_REQUEST = 80;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_IMAGE = 400;

/**
 * About how many tokens the messages are to DeepSeek. Its tokenizer is 8 MB, too much to carry; this counts what that
 * splits text into. Fitted to it over 500 source files and documents; of others, nine in ten are within about 10 %
 * (`npm run bench:tokens`). Text in other scripts than Latin and Chinese can be off by a third.
 */
export function expectedTokens(messages: readonly ChatMessage[]): number {
  const tokens = messages.reduce((sum, message) => {
    const parts = contentParts(message);
    const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    const images = parts.filter(({ type }) => type === 'image_url').length;
    return sum + TOKENS_PER_MESSAGE + TOKENS_PER_IMAGE * images + expectedTextTokens(text);
  }, TOKENS_PER_REQUEST);
  return Math.round(tokens);
}

/** Patterns, and tokens for each match. */
const PIECES: readonly (readonly [RegExp, number])[] = [
  [/[A-Za-z]+/g, 0.83],
  [/(?<=[A-Za-z]{6})[A-Za-z]/g, 0.22],
  [/\d{1,3}/g, 1.5],
  [/[!-/:-@[-`{-~]+/g, 1.08],
  [/\n[ \t]*/g, 0.95],
  [/[\u0080-\u024f]/g, 0.7],
  [/[\u0250-\u2fff]/g, 0.35],
  [/[\u3000-\uffff]/g, 0.55],
];

export function expectedTextTokens(text: string): number {
  return PIECES.reduce((sum, [pattern, weight]) => sum + weight * countMatches(text, pattern), 0);
}

function countMatches(text: string, pattern: RegExp): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.exec(text)) count += 1;
  return count;
}
