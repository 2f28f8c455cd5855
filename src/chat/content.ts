import { DelegateError } from '../errors.ts';
import type { ChatMessage, ContentPart } from './message.ts';

/** A message's content as parts, whichever way it was written. */
export function contentParts({ content }: ChatMessage): ContentPart[] {
  if (!content) return [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** A message's text, for places that take nothing else. */
export function contentText(message: ChatMessage, place: string): string {
  return contentParts(message)
    .map((part) => {
      if (part.type === 'text') return part.text;
      throw new DelegateError(
        'input',
        `An image_url cannot be sent in ${place}.`,
        'Leave it out, or put it into a user message.',
      );
    })
    .join('\n\n');
}

/**
 * A call's arguments as the object that Messages and Gemini take. DeepSeek may write arguments that are not
 * JSON; chat completions can carry those back as they are, the other two cannot.
 */
export function parseArguments(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the error, which says all there is to say.
  }
  throw new DelegateError(
    'input',
    `The arguments of the tool call "${name}" are not a JSON object, which this protocol cannot carry.`,
    'Correct them in messages, or call with protocol "chat-completions".',
  );
}

export function refuseName(messages: readonly ChatMessage[], protocol: string): void {
  const named = messages.find(({ name }) => name !== undefined);
  if (!named) return;
  throw new DelegateError(
    'input',
    `The protocol ${protocol} has no place for the name "${named.name}" of a message.`,
    'Leave it out, or call with protocol "chat-completions".',
  );
}
