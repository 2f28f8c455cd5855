import type { ChatEvent } from '../../chat/event.ts';
import { pushMerged } from '../../chat/merge-events.ts';
import { isErrorBody } from '../errors/error-body.ts';
import { UpstreamFault, type Fault } from '../errors/fault.ts';
import { upstreamText } from '../errors/upstream-text.ts';
import type { Protocol, ProtocolEvent } from '../protocols/protocol.ts';
import type { UpstreamResponse } from '../transport/response.ts';
import type { WireEvent } from '../wire/event-data.ts';
import { readWireEvents } from '../wire/wire-events.ts';
import { startAssembly, type Assembly } from './assemble.ts';

interface AnswerOptions {
  readonly protocol: Protocol;
  readonly apiKey: string;
  /** Called for whatever arrives, comments and blank lines too. */
  readonly onBytes: () => void;
}

/**
 * Reads one answer to its own end, which is the completeness rule.
 *
 * @throws {UpstreamFault} Where the answer is not whole, after everything that came of it.
 */
export async function* readAnswer(
  response: UpstreamResponse,
  { protocol, apiKey, onBytes }: AnswerOptions,
): AsyncGenerator<ChatEvent, void, void> {
  const assembly = startAssembly();
  let hasEnded = false;
  /** Of the piece that has just arrived: to hand on one at a time what came together takes longer than to read it. */
  let certain: ChatEvent[] = [];
  try {
    const wireEvents = readWireEvents(response, { onBytes, hasEnded: () => hasEnded });
    for await (const batch of wireEvents) {
      for (const wireEvent of batch) {
        if (hasEnded) certain.push(...readMore(wireEvent, protocol));
        else {
          for (const event of parse(wireEvent, protocol)) {
            for (const next of assembly.add(event)) pushMerged(certain, next);
            hasEnded ||= event.type === 'end' && isEnd(wireEvent, protocol, assembly);
          }
          if (isError(wireEvent)) throw new UpstreamFault({ type: 'in-stream', body: wireEvent.value });
        }
      }
      yield* certain;
      certain = [];
    }
  } catch (error) {
    yield* certain;
    // Where no marker follows the finish reason, a connection that breaks after it takes nothing with it.
    const isAfterFinish = protocol.endMarker === 'none' && assembly.facts().finishReason !== undefined;
    const type = error instanceof UpstreamFault ? error.fault.type : undefined;
    const isOfNoMatter = type && (hasEnded ? type !== 'spliced' : isAfterFinish && BROKEN.has(type));
    if (!isOfNoMatter) {
      yield* assembly.flush('broke off');
      throw error;
    }
  }
  yield* assembly.flush('ended');
  yield* judge(assembly.facts(), { hasEnded, protocol, apiKey });
}

const BROKEN: ReadonlySet<Fault['type']> = new Set(['lost', 'closed']);

function parse(wireEvent: WireEvent, protocol: Protocol): ProtocolEvent[] {
  if (wireEvent.type === 'done') return [{ type: 'end' }];
  if (wireEvent.type === 'broken') throw new UpstreamFault(wireEvent.fault);
  // Like any part of the answer, it undoes a finish reason before it.
  if (wireEvent.type === 'cut') return [{ type: 'text-delta', text: '' }];
  if (carriesNothing(wireEvent)) return [];
  try {
    return protocol.parse(wireEvent.value, wireEvent.name);
  } catch (error) {
    // An error object need not have the shape of an answer.
    if (isError(wireEvent)) return [];
    throw error;
  }
}

/** No protocol writes a part of an answer as a number or a boolean, or as a string under a name of the gateway's own. */
function carriesNothing({ value, name }: Extract<WireEvent, { type: 'value' }>): boolean {
  if (typeof value === 'string')
    return name !== undefined && !/message|content|delta|chunk|error/i.test(name);
  return typeof value !== 'object' || value === null;
}

function isError(wireEvent: WireEvent): wireEvent is Extract<WireEvent, { type: 'value' }> {
  return (
    wireEvent.type === 'value' && (wireEvent.name === 'error' || isErrorBody(wireEvent.value, wireEvent.name))
  );
}

/** `[DONE]` is the end of chat completions; in the other protocols gateways add it, before or after their own end. */
function isEnd({ type }: WireEvent, protocol: Protocol, assembly: Assembly): boolean {
  return (
    type === 'value' || protocol.endMarker === 'tolerated' || assembly.facts().finishReason !== undefined
  );
}

/**
 * What follows the end and is a part of the answer shows that the end was none; counts of tokens may come late.
 *
 * @returns The counts and the cost.
 */
function readMore(wireEvent: WireEvent, protocol: Protocol): ChatEvent[] {
  let events: ProtocolEvent[] = [];
  try {
    events = wireEvent.type === 'value' ? protocol.parse(wireEvent.value, wireEvent.name) : [];
  } catch {
    // Garbage after the end is no part of the answer.
  }
  const isContent = events.some(({ type }) => type === 'text-delta' || type === 'tool-call-fragment');
  if (isContent) throw new UpstreamFault({ type: 'spliced' });
  return events.filter((event) => event.type === 'usage' || event.type === 'cost');
}

function* judge(
  facts: ReturnType<Assembly['facts']>,
  { hasEnded, protocol, apiKey }: { hasEnded: boolean; protocol: Protocol; apiKey: string },
): Generator<ChatEvent, void, void> {
  const { hasText, hasToolCalls, toolCallProblem, refusal } = facts;
  let { finishReason } = facts;
  if (finishReason === undefined) throw new UpstreamFault({ type: 'closed', finished: false });
  if (!hasEnded && protocol.endMarker === 'required') {
    throw new UpstreamFault({ type: 'closed', finished: true });
  }
  // Gemini has no reason of its own for tool calls.
  if (finishReason === 'stop' && hasToolCalls) finishReason = 'tool_calls';
  const isEmpty = finishReason === 'tool_calls' ? !hasToolCalls : finishReason === 'stop' && !hasText;
  // It is shown as upstream wrote it, so it must not be the place where the key comes back.
  yield { type: 'finish', reason: upstreamText(finishReason, [apiKey], 60) };
  if (refusal) throw new UpstreamFault({ type: 'refused', reason: refusal });
  if (isEmpty) throw new UpstreamFault({ type: 'empty', finishReason });
  if (facts.isRepeated) {
    throw new UpstreamFault({
      type: 'malformed',
      problem: 'upstream repeated the text so far in each part of it',
    });
  }
  if (finishReason === 'tool_calls' && toolCallProblem) {
    throw new UpstreamFault({ type: 'malformed', problem: `upstream sent ${toolCallProblem}` });
  }
}
