import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import { wellFormedJson } from '../text/well-formed.ts';
import { readAnswer } from './answer/read-answer.ts';
import { chatCompletions } from './protocols/chat-completions.ts';
import { gemini } from './protocols/gemini.ts';
import { messages } from './protocols/messages.ts';
import { costEvents, type Protocol } from './protocols/protocol.ts';
import { startExchange, type SendOptions } from './send.ts';
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
 * @throws {DelegateError} For everything else; the events yielded before it remain valid.
 */
export async function* streamChat(
  request: ChatRequest,
  options: SendOptions,
): AsyncGenerator<ChatEvent, void, void> {
  const protocol = PROTOCOLS[request.protocol];
  const { path, body } = protocol.request(request);
  const { apiKey } = options.connection;
  const headers = protocol.headers(apiKey);
  const exchange = startExchange({ ...options, unverifiedFields: unverifiedFields(request) });
  let isWhole = false;
  try {
    const response = await exchange.send({ method: 'post', headers, path, body: wellFormedJson(body) });
    yield* costEvents(response.headers.get('x-litellm-response-cost'));
    yield* readAnswer(response, { protocol, apiKey, onBytes: exchange.watch.rearm });
    isWhole = true;
  } catch (error) {
    throw exchange.explain(error);
  } finally {
    exchange.watch.end(isWhole);
  }
}
