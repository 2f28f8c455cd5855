import type { ProtocolName } from '../../config/config.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Usage } from '../../chat/usage.ts';

interface WireRequest {
  /** Below the gateway's root, with a leading slash. */
  path: string;
  body: Record<string, unknown>;
}

/** A piece of a tool call, as one wire event has it; which call it belongs to is not settled yet. */
export interface ToolCallFragment {
  /** The fragment says by itself that it begins a call. */
  readonly opens?: boolean;
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  /** All of the function's name, or a piece of it. */
  readonly name?: string | undefined;
  /** A piece of the arguments' JSON. */
  readonly arguments?: string;
  /** All of the arguments, in a place that later pieces may spell out again. */
  readonly input?: string;
}

/** What one wire event says, before it is known what the whole answer makes of it. */
export type ProtocolEvent =
  | Exclude<ChatEvent, { type: 'tool-call-delta' }>
  | { type: 'tool-call-fragment'; fragment: ToolCallFragment }
  /** The model's own words for why it does not answer. */
  | { type: 'refusal'; text: string }
  /** Which generation the event belongs to; `starts` where it says that it is the first of one. */
  | {
      type: 'generation';
      id: string | undefined;
      starts: 'certainly' | 'possibly' | 'no';
      hasText?: boolean;
    };

/** A pure pair: a request as one protocol writes it, and the events that its answers are made of. */
export interface Protocol {
  readonly name: ProtocolName;
  /** How the key is sent. */
  headers(apiKey: string): Record<string, string>;
  /** @throws {DelegateError} `input` for what the protocol has no place for: nothing is dropped silently. */
  request(chat: ChatRequest): WireRequest;
  /**
   * Turns one wire event, or a whole JSON answer, into events. An error object has none of its own.
   *
   * @param value - A parsed JSON value.
   * @param name - The name of the server-sent event, if it had one.
   * @throws {UpstreamFault} `malformed` for what is not of this protocol.
   */
  parse(value: unknown, name?: string): ProtocolEvent[];
  /**
   * What an answer needs beside its finish reason to count as whole: its end marker (`required`), the
   * marker unless the stream ends cleanly without it (`tolerated`), or nothing (`none`).
   */
  readonly endMarker: 'required' | 'tolerated' | 'none';
}

/**
 * The cost that a gateway reports, as OpenRouter does in its usage and LiteLLM in a header: US dollars in both.
 * Nothing where it is no amount.
 */
export function costEvents(value: unknown): Extract<ChatEvent, { type: 'cost' }>[] {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isAmount = typeof amount === 'number' && Number.isFinite(amount) && amount >= 0;
  return isAmount ? [{ type: 'cost', amount, currency: 'USD' }] : [];
}

/** The counts that upstream gave, as an event; nothing where it gave none. */
export function usageEvents(counts: Record<keyof Usage, number | undefined>): ProtocolEvent[] {
  const known = Object.entries(counts).filter(([, value]) => value !== undefined);
  return known.length > 0 ? [{ type: 'usage', usage: Object.fromEntries(known) }] : [];
}
