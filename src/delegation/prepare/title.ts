import { oneLine } from '../../text/clean.ts';
import { takeHead } from '../../text/cut.ts';
import type { ChatArguments } from '../arguments/arguments.ts';

const TITLE_CHARACTERS = 80;
/** A prompt can be megabytes. */
const LOOK_AT_CHARACTERS = 1000;

/** The first words of a prompt on one line, for lists. */
export function titleOf({ prompt, messages }: Pick<ChatArguments, 'prompt' | 'messages'>): string {
  const last = messages?.findLast(({ role }) => role === 'user')?.content;
  const text = prompt ?? (typeof last === 'string' ? last : '');
  return takeHead(oneLine(takeHead(text, LOOK_AT_CHARACTERS)), TITLE_CHARACTERS);
}
