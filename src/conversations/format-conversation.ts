import type { ChatMessage } from '../chat/message.ts';
import type { InspectedConversation } from './store.ts';

/** A conversation for reading: each turn under its role, and a line about what cannot be read. */
export function formatConversation({ exchanges, unreadable }: InspectedConversation): string {
  const turns = exchanges.flatMap(({ messages }) => messages.map(formatMessage));
  return [...turns, ...(unreadable ? [NOT_ALL[unreadable]] : [])].join('\n\n');
}

const NOT_ALL = {
  damaged: '[Some records of this conversation are damaged and not shown.]',
  newer: '[A later version of runapi-deepseek wrote records that are not shown.]',
};

function formatMessage({ role, content, tool_calls = [] }: ChatMessage): string {
  const parts = Array.isArray(content) ? content : [{ type: 'text' as const, text: content ?? '' }];
  const texts = parts.map((part) => (part.type === 'text' ? part.text : `[image ${part.image_url.url}]`));
  const calls = tool_calls.map(({ function: called }) => `[calls ${called.name}(${called.arguments})]`);
  return [`## ${role}`, ...texts, ...calls].filter(Boolean).join('\n\n');
}
