import { fields, isFields, isNothing, label, text, unreadable } from './fields.ts';
import type { ProtocolEvent } from './protocol.ts';

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'output_text', 'text_delta']);

/** The content of a delta or a message: a string, or a list of parts. */
export function contentEvents(content: unknown): ProtocolEvent[] {
  if (!Array.isArray(content)) return isFields(content) ? partEvents(content) : textEvents(text(content));
  return content.flatMap(partEvents);
}

function partEvents(part: unknown): ProtocolEvent[] {
  if (!isFields(part)) return textEvents(text(part));
  const type = label(part['type']);
  if (type === 'thinking' || type === 'reasoning') return toReasoning(plainText(part));
  if (type === 'refusal') return [{ type: 'refusal', text: plainText(part['refusal']) }];
  const isText = type === undefined || TEXT_TYPES.has(type);
  const places = [
    part['text'],
    ...(isText ? [fields(part['text'])['value'], part['content'], part['value']] : []),
  ];
  const found = places.find((place) => typeof place === 'string');
  if (found !== undefined) return textEvents(found);
  // Parts of other kinds have no text to lose, and null is none; text in an unknown place would be lost.
  const isEmpty = places.every(isNothing) && (type !== undefined || Object.values(part).every(isNothing));
  return !isText || isEmpty ? [] : unreadable();
}

function textEvents(whole: string): ProtocolEvent[] {
  return whole ? [{ type: 'text-delta', text: whole }] : [];
}

function toReasoning(whole: string): ProtocolEvent[] {
  return whole ? [{ type: 'reasoning-delta', text: whole }] : [];
}

const REASONING_MEMBERS = ['text', 'thinking', 'summary', 'content', 'reasoning'];

/** The text in a string, or in parts of parts; reasoning that cannot be read is no reason to lose the answer. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainText).join('');
  if (!isFields(value)) return '';
  return REASONING_MEMBERS.map((name) => plainText(value[name])).find((found) => found !== '') ?? '';
}
