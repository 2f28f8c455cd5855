import { isFields, text, unreadable } from './fields.ts';
import type { ProtocolEvent } from './protocol.ts';

/** The content of a delta or a message: a string, or a list of parts. Parts of other kinds than text have no text to lose. */
export function contentEvents(content: unknown): ProtocolEvent[] {
  if (!Array.isArray(content)) return isFields(content) ? partEvents(content) : textEvents(text(content));
  return content.flatMap(partEvents);
}

function partEvents(part: unknown): ProtocolEvent[] {
  if (!isFields(part)) return textEvents(text(part));
  const { type } = part;
  if (type === 'thinking' || type === 'reasoning') {
    return toReasoning(plainText(part['thinking'] ?? part['reasoning'] ?? part['text']));
  }
  if (typeof part['text'] === 'string') return textEvents(part['text']);
  return typeof type === 'string' ? [] : unreadable();
}

function textEvents(whole: string): ProtocolEvent[] {
  return whole ? [{ type: 'text-delta', text: whole }] : [];
}

function toReasoning(whole: string): ProtocolEvent[] {
  return whole ? [{ type: 'reasoning-delta', text: whole }] : [];
}

/** The text in a string, or in parts of parts; reasoning that cannot be read is no reason to lose the answer. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainText).join('');
  return isFields(value) ? plainText(value['text'] ?? value['thinking'] ?? value['summary']) : '';
}
