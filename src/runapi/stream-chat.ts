import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import { readEvents } from './event-stream.ts';
import { UpstreamFault, type Fault } from './errors/fault.ts';
import { chatCompletions } from './protocols/chat-completions.ts';
import { gemini } from './protocols/gemini.ts';
import { messages } from './protocols/messages.ts';
import type { Protocol } from './protocols/protocol.ts';
import { startExchange, type SendOptions } from './send.ts';
import { upstreamText } from './errors/upstream-text.ts';
import { unverifiedFields } from './unverified-fields.ts';

const PROTOCOLS: Readonly<Record<ChatRequest['protocol'], Protocol>> = {
  'chat-completions': chatCompletions,
  messages,
  gemini,
};

/**
 * Asks for one completion and yields its events as they arrive. Returning normally means that the answer
 * came to its own end: a finish reason, the end that the protocol asks for, and, where the reason is `stop`
 * or `tool_calls`, something in the answer.
 *
 * @throws {DelegateError} For everything else; what was yielded until then is what there is.
 */
export async function* streamChat(
  request: ChatRequest,
  options: SendOptions,
): AsyncGenerator<ChatEvent, void, void> {
  const protocol = PROTOCOLS[request.protocol];
  const wire = protocol.request(request);
  const { apiKey } = options.connection;
  const headers = protocol.headers(apiKey);
  const exchange = startExchange({ ...options, unverifiedFields: unverifiedFields(request) });
  let isWhole = false;
  try {
    const response = await exchange.send({ method: 'post', headers, ...wire });
    yield* readAnswer(readEvents(response, exchange.watch.rearm), protocol, apiKey);
    isWhole = true;
  } catch (error) {
    throw exchange.explain(error);
  } finally {
    exchange.watch.end(isWhole);
  }
}

const BROKEN: ReadonlySet<Fault['type']> = new Set(['lost', 'closed']);

/** The completeness rule. */
async function* readAnswer(
  wireEvents: AsyncIterable<unknown>,
  protocol: Protocol,
  apiKey: string,
): AsyncGenerator<ChatEvent, void, void> {
  let finishReason: string | undefined;
  let hasToolCalls = false;
  let hasText = false;
  let hasEnded = false;
  try {
    reading: for await (const wireEvent of wireEvents) {
      for (const event of protocol.parse(wireEvent)) {
        hasToolCalls ||= event.type === 'tool-call-delta';
        // A blank answer is no answer: DeepSeek's JSON mode replaces what it cannot use by spaces.
        hasText ||= event.type === 'text-delta' && /\S/.test(event.text);
        hasEnded ||= event.type === 'end';
        if (event.type === 'finish') finishReason ??= event.reason;
        else if (event.type !== 'end') yield event;
        if (hasEnded) break reading;
      }
    }
  } catch (error) {
    // Where no marker follows the finish reason, a connection that breaks after it takes nothing with it.
    const isBroken = error instanceof UpstreamFault && BROKEN.has(error.fault.type);
    if (!isBroken || finishReason === undefined || protocol.endMarker !== 'none') throw error;
  }
  if (finishReason === undefined) throw new UpstreamFault({ type: 'closed', finished: false });
  if (!hasEnded && protocol.endMarker === 'required')
    throw new UpstreamFault({ type: 'closed', finished: true });
  // Gemini has no reason of its own for tool calls.
  if (finishReason === 'stop' && hasToolCalls) finishReason = 'tool_calls';
  const isEmpty = finishReason === 'tool_calls' ? !hasToolCalls : finishReason === 'stop' && !hasText;
  // It is shown as upstream wrote it, so it must not be the place where the key comes back.
  yield { type: 'finish', reason: upstreamText(finishReason, [apiKey], 60) };
  if (isEmpty) throw new UpstreamFault({ type: 'empty', finishReason });
}
