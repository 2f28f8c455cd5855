import type { Completion } from './completion.ts';
import type { ChatMessage } from './message.ts';

type Answer = Pick<Completion, 'text' | 'reasoning' | 'tool_calls'>;

/**
 * DeepSeek's chat template, which nobody sees: a prompt of a few words was counted as 86 tokens in a live
 * answer (test/fixtures/captures/chat-completions.json).
 */
export const TOKENS_PER_REQUEST = 100;
/** Role marks, and the frame that the template puts around a call. */
const TOKENS_PER_MESSAGE = 8;
const TOKENS_PER_TOOL_CALL = 32;
/** The most that a reseller measured on the first vision model is 384 an image; later models may read finer. */
const TOKENS_PER_IMAGE = 4096;

/**
 * An upper estimate of the tokens of a request, without its tool definitions: those are not in the messages.
 *
 * DeepSeek's documentation gives 0.3 tokens for an English and 0.6 for a Chinese character
 * (api-docs.deepseek.com/quick_start/token_usage), as averages of prose. The tokenizer itself is 8 MB, too much to
 * carry for a decision that can be rough on one side. So: two thirds more than the documented averages,
 * a whole token for each capital, digit and sign, of which code, Base64 and JSON are full, and what a byte-level
 * tokenizer can come to at worst, one token a byte, for the rarer scripts and for emoji.
 */
export function estimateTokens(messages: readonly ChatMessage[]): number {
  if (messages.length === 0) return 0;
  return messages.reduce((tokens, message) => tokens + estimateMessageTokens(message), TOKENS_PER_REQUEST);
}

/** What one more message adds to the estimate of a request. */
export function estimateMessageTokens(message: ChatMessage): number {
  const { content, name, tool_call_id, reasoning_content, reasoning_signature, tool_calls = [] } = message;
  const parts = Array.isArray(content) ? content : [];
  const images = parts.filter(({ type }) => type === 'image_url').length;
  const texts = [
    typeof content === 'string' ? content : '',
    ...parts.map((part) => (part.type === 'text' ? part.text : '')),
    ...tool_calls.flatMap((call) => [call.id, call.function.name, call.function.arguments]),
    name ?? '',
    tool_call_id ?? '',
    reasoning_content ?? '',
    reasoning_signature ?? '',
  ];
  const halves = texts.reduce((sum, text) => sum + countHalfTokens(text), 0);
  return (
    TOKENS_PER_MESSAGE +
    TOKENS_PER_TOOL_CALL * tool_calls.length +
    TOKENS_PER_IMAGE * images +
    Math.ceil(halves / 2)
  );
}

/** What a text by itself comes to. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(countHalfTokens(text) / 2);
}

/** What an answer comes to; 0 where there is none. */
export function estimateAnswerTokens({ text, reasoning, tool_calls }: Answer): number {
  const calls = tool_calls.map((call) => call.function.name + call.function.arguments).join('');
  return estimateTextTokens(text + reasoning + calls) + TOKENS_PER_TOOL_CALL * tool_calls.length;
}

/** Half tokens, so that sums stay whole numbers and do not depend on their order. */
function countHalfTokens(text: string): number {
  let halves = 0;
  for (let index = 0; index < text.length; index += 1) halves += halfTokensOf(text.charCodeAt(index));
  return halves;
}

function halfTokensOf(codeUnit: number): number {
  if (codeUnit < 0x80) return isLowercaseOrBlank(codeUnit) ? 1 : 2;
  // Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic have words of their own in the vocabulary.
  if (codeUnit < 0x700) return 2;
  if (isCommonEastAsian(codeUnit)) return 2;
  // Half of a character outside the basic plane, which takes four bytes; anything else takes three at most.
  return isSurrogate(codeUnit) ? 4 : 6;
}

function isLowercaseOrBlank(codeUnit: number): boolean {
  return (
    (codeUnit >= 0x61 && codeUnit <= 0x7a) || codeUnit === 0x20 || (codeUnit >= 0x09 && codeUnit <= 0x0d)
  );
}

/** Kana and ideographs, Hangul, full-width forms. */
function isCommonEastAsian(codeUnit: number): boolean {
  return (
    (codeUnit >= 0x3000 && codeUnit <= 0x9fff) ||
    (codeUnit >= 0xac00 && codeUnit <= 0xd7a3) ||
    (codeUnit >= 0xff00 && codeUnit <= 0xffef)
  );
}

function isSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff;
}
