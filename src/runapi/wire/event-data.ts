import type { Fault } from '../errors/fault.ts';
import type { ServerSentEvent } from './server-sent-events.ts';

/** One event of a stream, whichever framing it came in. */
export type WireEvent =
  | { readonly type: 'value'; readonly value: unknown; readonly name: string | undefined }
  /** `[DONE]`. */
  | { readonly type: 'done' }
  /** The stream ended within an event that holds a part of the answer. */
  | { readonly type: 'cut' }
  /** What is meant to be JSON and is not. */
  | { readonly type: 'broken'; readonly fault: Fault };

/** What gateways send to keep a connection alive, in place of a comment, and what languages write for nothing. */
const NOTHING = '(?:ping|pong|heart-?beat|keep-?alive|processing|ok|null|none|nil|undefined)?';
const HEARTBEAT = new RegExp(`^(?:${NOTHING}|"${NOTHING}"|\\[${NOTHING}\\])$`, 'i');
const DONE = /^"?(?:\[DONE\]|DONE)"?$/i;

/**
 * The values in the data of one server-sent event: mostly one, none where it carries nothing, several where the
 * blank line between events is missing.
 */
export function parseEventData(event: ServerSentEvent): WireEvent[] {
  const { name, data } = event;
  const parsed = data.startsWith('{') ? parseJson(data) : undefined;
  return parsed ? [toValue(parsed.value, name)] : parseOddData({ ...event, data: stripPrefixes(data) });
}

function toValue(value: unknown, name: string | undefined): WireEvent {
  return { type: 'value', value: withoutEnvelope(value), name };
}

function stripPrefixes(data: string): string {
  return data.replace(/^(?:\s*data:)+/, '').trim();
}

function parseOddData({ name, data, isUnfinished }: ServerSentEvent): WireEvent[] {
  if (HEARTBEAT.test(data) && name !== 'error') return [];
  if (DONE.test(data)) return [{ type: 'done' }];
  const parsed = parseJson(data);
  if (parsed) return [parsed.value].flat().map((value) => toValue(value, name));
  if (name === 'error') return [{ type: 'value', value: data, name }];
  // Gateways forget the blank line between events, or the line break too.
  const lines = data.split(
    /\n|(?<=\})\s*(?:data:)?\s*(?=\[DONE\])|(?<=\})\s*data:\s*(?=[{[])|(?<=\})\s*(?=\{"(?:id|choices|candidates|type|object)":)/i,
  );
  if (lines.length > 1) return lines.flatMap((line) => parseEventData({ name, data: line, isUnfinished }));
  if (isUnfinished && PART.test(data)) return [{ type: 'cut' }];
  // What looks like JSON may be a part of the answer. Unknown event names must be ignored.
  const isIgnored =
    isUnfinished || (name !== undefined && name !== 'message' && !/^(?:\{|\[\s*[{\]])/.test(data));
  if (isIgnored) return [];
  return [
    { type: 'broken', fault: { type: 'malformed', problem: 'upstream sent broken JSON', sample: data } },
  ];
}

/** Members that hold a part of an answer: an event that is cut off after one may have lost text. */
const PART = /^\{.*"(?:delta|message|content|content_block|parts|text)"\s*:/s;

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Members of an answer, in any protocol. */
const ANSWER = ['choices', 'candidates', 'content', 'type'];
const ENVELOPES = ['response', 'data', 'result', 'body'];

/** An answer that a gateway wrapped into an envelope of its own, such as `{"code":0,"data":{…}}`. */
export function withoutEnvelope(value: unknown): unknown {
  if (!isRecord(value) || ANSWER.some((member) => member in value)) return value;
  const inner = ENVELOPES.map((name) => value[name]).find(
    (member) => isRecord(member) && ['choices', 'candidates', 'content'].some((name) => name in member),
  );
  return inner ?? value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
