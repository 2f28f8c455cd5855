import type { ChatArguments } from './arguments.ts';

const TITLE_CHARACTERS = 80;
/** A prompt can be megabytes. */
const LOOK_AT_CHARACTERS = 1000;

/** The first words of a prompt on one line, for lists. */
export function titleOf({ prompt, messages }: Pick<ChatArguments, 'prompt' | 'messages'>): string {
  const last = messages?.findLast(({ role }) => role === 'user')?.content;
  const text = prompt ?? (typeof last === 'string' ? last : '');
  // A list is shown in terminals, which obey control characters.
  const line = text
    .slice(0, LOOK_AT_CHARACTERS)
    .replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, TITLE_CHARACTERS).join('');
}
