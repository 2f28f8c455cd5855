import { contentParts } from '../../chat/content.ts';
import type { ChatArguments } from '../arguments/arguments.ts';

/** Shorter than any published token: most prompts have no such run, and need no scanner. */
const LONG_RUN = /[A-Za-z0-9_+/=.~-]{16}/;

/**
 * What the caller typed is the caller's, and is sent; but a token in it may be a slip.
 *
 * @returns A note for the receipt that names the kind, never the text; none where there is nothing to say.
 */
export async function warnOfTokens({ prompt, system, messages = [] }: ChatArguments): Promise<string[]> {
  const parts = messages.flatMap(contentParts);
  const said = messages.flatMap(({ reasoning_content = '', tool_calls = [] }) => [
    reasoning_content,
    ...tool_calls.map((call) => call.function.arguments),
  ]);
  const places = [
    { place: 'prompt', texts: [prompt ?? ''] },
    { place: 'system', texts: [system ?? ''] },
    { place: 'messages', texts: [...parts.map((part) => (part.type === 'text' ? part.text : '')), ...said] },
  ];
  for (const { place, texts } of places) {
    const suspects = texts.filter((text) => LONG_RUN.test(text));
    if (suspects.length === 0) continue;
    const { findTokens } = await import('../../secrets/tokens.ts');
    const [first] = suspects.flatMap((text) => findTokens(text));
    if (first)
      return [`${place} holds what looks like ${first.kind}: if it was not meant to be sent, revoke it`];
  }
  return [];
}
