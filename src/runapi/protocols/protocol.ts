import type { z } from 'zod';
import type { ProtocolName } from '../../config/config.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Usage } from '../../chat/usage.ts';
import { UpstreamFault } from '../errors/fault.ts';

interface WireRequest {
  /** Below the gateway's root, with a leading slash. */
  path: string;
  body: Record<string, unknown>;
}

/** A pure pair: a request as one protocol writes it, and the events that its answers are made of. */
export interface Protocol {
  readonly name: ProtocolName;
  /** How the key is sent. */
  headers(apiKey: string): Record<string, string>;
  /** @throws {DelegateError} `input` for what the protocol has no place for: nothing is dropped silently. */
  request(chat: ChatRequest): WireRequest;
  /**
   * Turns one wire event, or a whole JSON answer, into events.
   *
   * @param data - The text of a server-sent event, or a parsed JSON value.
   * @throws {UpstreamFault} `malformed` for what is not of this protocol, `in-stream` for an error object.
   */
  parse(data: unknown): ChatEvent[];
  /**
   * What an answer needs beside its finish reason to count as whole: its end marker (`required`), the
   * marker unless the stream ends cleanly without it (`tolerated`), or nothing (`none`).
   */
  readonly endMarker: 'required' | 'tolerated' | 'none';
}

/**
 * Reads one wire event with a lenient schema: an unknown member is no reason to lose an answer.
 *
 * @throws {UpstreamFault} `malformed`, or `in-stream` where the event is an error.
 */
export function parseEvent<Event>(schema: z.ZodType<Event>, data: unknown): Event {
  const value = typeof data === 'string' ? parseJson(data) : data;
  if (isError(value)) throw new UpstreamFault({ type: 'in-stream', body: value });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = 'upstream sent JSON of another shape';
  throw new UpstreamFault(
    { type: 'malformed', problem, sample: JSON.stringify(value) },
    { cause: parsed.error },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UpstreamFault(
      { type: 'malformed', problem: 'upstream sent broken JSON', sample: text },
      { cause },
    );
  }
}

function isError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);
}

/** The counts that upstream gave, as an event. */
export function usageEvent(counts: Record<keyof Usage, number | null | undefined>): ChatEvent {
  const known = Object.entries(counts).filter(([, count]) => typeof count === 'number');
  return { type: 'usage', usage: Object.fromEntries(known) };
}
