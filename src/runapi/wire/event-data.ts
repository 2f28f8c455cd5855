import { UpstreamFault } from '../errors/fault.ts';
import type { ServerSentEvent } from './server-sent-events.ts';
import type { WireEvent } from './wire-events.ts';

/** What gateways send to keep a connection alive, in place of a comment. */
const HEARTBEAT = /^(?:ping|pong|heartbeat|keep-?alive|processing|null|"")?$/i;
const DONE = /^"?\[DONE\]"?$/i;

/**
 * The values in the data of one server-sent event: mostly one, none where it carries nothing, several where the
 * blank line between events is missing.
 *
 * @throws {UpstreamFault} `malformed` for what is meant to be JSON and is not.
 */
export function parseEventData({ name, data, isUnfinished }: ServerSentEvent): WireEvent[] {
  const text = data.replace(/^(?:\s*data:)+/, '').trim();
  if (HEARTBEAT.test(text) && name !== 'error') return [];
  if (DONE.test(text)) return [{ type: 'done' }];
  const value = parseJson(text);
  if (value)
    return [value.value].flat().map((item) => ({ type: 'value', value: withoutEnvelope(item), name }));
  if (name === 'error') return [{ type: 'value', value: text, name }];
  const lines = text.split('\n');
  if (lines.length > 1) {
    return lines.flatMap((line) => parseEventData({ name, data: line, isUnfinished }));
  }
  // What looks like JSON may be a part of the answer. Names of events that nobody knows are to be ignored.
  const isIgnored = isUnfinished || (name !== undefined && name !== 'message' && !/^[{[]/.test(text));
  if (isIgnored) return [];
  throw new UpstreamFault({ type: 'malformed', problem: 'upstream sent broken JSON', sample: text });
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Members of an answer, in any protocol. */
const ANSWER = ['choices', 'candidates', 'content', 'type'];
const ENVELOPES = ['response', 'data', 'result'];

/** An answer that a gateway wrapped into an envelope of its own, such as `{"code":0,"data":{…}}`. */
export function withoutEnvelope(value: unknown): unknown {
  if (!isRecord(value) || ANSWER.some((member) => member in value)) return value;
  const inner = ENVELOPES.map((name) => value[name]).find(
    (member) => isRecord(member) && ('choices' in member || 'candidates' in member),
  );
  return inner ?? value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
