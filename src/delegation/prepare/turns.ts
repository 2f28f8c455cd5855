import type { ChatMessage } from '../../chat/message.ts';
import { DelegateError } from '../../errors.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import { EXPLORE_INSTRUCTION } from '../explore/function.ts';
import { jsonInstruction } from '../json/check.ts';
import type { RequestSettings } from './request-settings.ts';

/** The arguments as messages: what is the same in each call comes first, since DeepSeek caches whole prefixes. */
export interface Turns {
  readonly system: ChatMessage | undefined;
  readonly turns: readonly ChatMessage[];
}

/**
 * @param attached - The text of the files, which precedes everything that is said.
 * @throws {DelegateError} `input` when there is nothing to send, or both a prompt and messages.
 */
export function toTurns(
  { prompt, messages, system, json_schema, explore = false }: ChatArguments,
  { protocol, response_format }: RequestSettings,
  attached: string,
): Turns {
  const turns = toMessages(prompt, messages);
  const instruction = jsonInstruction({
    response_format,
    json_schema,
    // Exploring goes without the JSON mode of a protocol.
    hasJsonMode: protocol !== 'messages' && !explore,
    turns,
    system,
  });
  const content = [explore ? EXPLORE_INSTRUCTION : '', system, instruction].filter(Boolean).join('\n\n');
  return {
    system: content ? { role: 'system', content } : undefined,
    turns: attached ? withAttached(turns, attached) : turns,
  };
}

function withAttached(turns: readonly ChatMessage[], attached: string): ChatMessage[] {
  const place = turns.findIndex(({ role }) => role === 'user');
  const first = turns[place];
  if (!first) {
    const start = turns.findIndex(({ role }) => role !== 'system');
    const at = start === -1 ? turns.length : start;
    return [...turns.slice(0, at), { role: 'user', content: attached }, ...turns.slice(at)];
  }
  const content = Array.isArray(first.content)
    ? [{ type: 'text' as const, text: attached }, ...first.content]
    : `${attached}\n\n${first.content ?? ''}`;
  return turns.with(place, { ...first, content });
}

function toMessages(prompt: string | undefined, messages: ChatArguments['messages']): readonly ChatMessage[] {
  if (prompt !== undefined && messages !== undefined) {
    throw new DelegateError(
      'input',
      'Both prompt and messages were given.',
      'Give one of them; a prompt can be the last of the messages.',
    );
  }
  if (messages && messages.length > 0) return messages;
  if (prompt?.trim()) return [{ role: 'user', content: prompt }];
  throw new DelegateError(
    'input',
    messages
      ? '`messages` is empty, so there is nothing to send.'
      : 'prompt is missing or blank, so there is nothing to send.',
    'Give a self-contained task as `prompt`: DeepSeek sees nothing else.',
  );
}
