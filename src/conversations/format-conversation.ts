import type { ChatMessage } from '../chat/message.ts';
import type { Conversation } from './store.ts';

/** A conversation for reading: each turn under its role. */
export function formatConversation({ exchanges }: Conversation): string {
  return exchanges.flatMap(({ messages }) => messages.map(formatMessage)).join('\n\n');
}

function formatMessage({ role, content, tool_calls = [] }: ChatMessage): string {
  const parts = Array.isArray(content) ? content : [{ type: 'text' as const, text: content ?? '' }];
  const texts = parts.map((part) => (part.type === 'text' ? part.text : `[image ${part.image_url.url}]`));
  const calls = tool_calls.map(({ function: called }) => `[calls ${called.name}(${called.arguments})]`);
  return [`## ${role}`, ...texts, ...calls].filter(Boolean).join('\n\n');
}
