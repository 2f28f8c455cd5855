import { PROTOCOL_NAMES, type ProtocolName } from '../config/config.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import { EMPTY_COMPLETION, type Completion } from '../chat/completion.ts';
import type { RunEnd } from './run.ts';
import { isObject, parseEvent } from './stored-event.ts';

const VERSION = 1;

/**
 * One line of a run's log. The first is short and the request has a line of its own, so that a list of runs
 * need not read requests.
 *
 * `writer` names who wrote it. Only the current writer's records count: `start` names the first one, and a
 * `takeover` the next, if `after` is the current one where it stands in the log. Of several processes that
 * want a run, all may append a takeover and exactly one is valid; and what a writer appends that was thought
 * dead and woke up is not read.
 */
export type RunRecord = { readonly writer: string } & (
  | { type: 'start'; id: string; at: string; model: string; protocol: ProtocolName; title: string }
  | { type: 'request'; request: ChatRequest; followUp?: unknown }
  | { type: 'takeover'; after: string; at: string }
  | { type: 'continuation'; at: string; request: Omit<ChatRequest, 'messages'> }
  /** What came before counts no more: from here on the answer is this one and what follows. */
  | { type: 'replace'; at: string; answer: Completion }
  | { type: 'event'; event: ChatEvent }
  | { type: 'end'; at: string; characters: number; end: RunEnd }
);

/** @returns The line, with its line break; JSON has none inside. */
export function formatRecord(record: RunRecord): string {
  return `${JSON.stringify({ v: VERSION, ...record })}\n`;
}

/**
 * The record in a line; undefined where there is none that this version can use. What a later version adds
 * to a record is left out, and its new types of records are skipped.
 */
export function parseRecord(line: string): RunRecord | undefined {
  const value = parseJson(line);
  if (!isObject(value) || typeof value['v'] !== 'number') return undefined;
  const { writer, type, at } = value;
  if (typeof writer !== 'string') return undefined;
  if (type === 'start') return parseStart(value, writer);
  if (type === 'request') {
    const { request, followUp } = value;
    const isRequest = isObject(request) && Array.isArray(request['messages']);
    return isRequest ? { writer, type, request: request as unknown as ChatRequest, followUp } : undefined;
  }
  if (type === 'event') {
    const event = parseEvent(value['event']);
    return event && { writer, type, event };
  }
  if (typeof at !== 'string') return undefined;
  if (type === 'takeover') {
    return typeof value['after'] === 'string' ? { writer, type, after: value['after'], at } : undefined;
  }
  if (type === 'continuation') {
    const { request } = value;
    return isObject(request)
      ? { writer, type, at, request: request as Omit<ChatRequest, 'messages'> }
      : undefined;
  }
  if (type === 'replace') {
    const { answer } = value;
    const isAnswer = isObject(answer) && typeof answer['text'] === 'string';
    return isAnswer ? { writer, type, at, answer: { ...EMPTY_COMPLETION, ...answer } } : undefined;
  }
  return type === 'end' ? parseEnd(value, writer, at) : undefined;
}

function parseStart(value: Record<string, unknown>, writer: string): RunRecord | undefined {
  const { id, at, model, title } = value;
  const protocol = PROTOCOL_NAMES.find((name) => name === value['protocol']);
  if (typeof id !== 'string' || typeof model !== 'string' || typeof title !== 'string') return undefined;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !protocol) return undefined;
  return { writer, type: 'start', id, at, model, protocol, title };
}

function parseEnd(value: Record<string, unknown>, writer: string, at: string): RunRecord | undefined {
  const { characters, end } = value;
  if (typeof characters !== 'number' || !isObject(end) || !isObject(end['receipt'])) return undefined;
  if (typeof end['receipt']['status'] !== 'string') return undefined;
  const { receipt, errorKind, errorMessage } = end as unknown as Partial<RunEnd> & Pick<RunEnd, 'receipt'>;
  const known = { receipt, errorKind: errorKind ?? null, errorMessage: errorMessage ?? null };
  return { writer, type: 'end', at, characters, end: known };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
