import type { ChatMessage } from '../chat/message.ts';
import { isObject, parseStoredMessage } from './stored-message.ts';

const VERSION = 1;

/** One exchange, as one line of JSON. */
export interface ExchangeRecord {
  /** Place in the conversation, from 0. Of two records with one place, the first in the file has it. */
  readonly place: number;
  /** Tells a writer its own record from another one at the same place. */
  readonly nonce: string;
  /** When it was saved: ISO 8601 in UTC. */
  readonly at: string;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
}

/** @returns The line, with its line break; JSON has none inside. */
export function formatRecord(record: ExchangeRecord): string {
  return `${JSON.stringify({ v: VERSION, ...record })}\n`;
}

/**
 * The record in a line; undefined where there is none that this version can read: cut off, damaged, or of
 * another version. A cut-off line is never taken for a whole one: the last byte of a JSON object closes it.
 */
export function parseRecord(line: string): ExchangeRecord | undefined {
  const value = parseJson(line);
  if (!isObject(value) || value['v'] !== VERSION) return undefined;
  const { place, nonce, at, model } = value;
  const messages = Array.isArray(value['messages']) ? value['messages'].map(parseStoredMessage) : [];
  const isWhole = messages.length > 0 && messages.every((message) => message !== undefined);
  if (!isWhole || !Number.isSafeInteger(place) || typeof nonce !== 'string') return undefined;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof model !== 'string') return undefined;
  return { place: place as number, nonce, at, model, messages };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
