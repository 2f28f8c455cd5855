import { DelegateError } from '../errors.ts';
import type { ChatMessage } from '../chat/message.ts';
import { estimateMessageTokens, TOKENS_PER_REQUEST } from '../chat/estimate-tokens.ts';
import type { Conversation } from './store.ts';
import { findStarts } from './tool-call-links.ts';

export { answerTurn, withNeededReasoning } from './needed-reasoning.ts';

type Messages = readonly ChatMessage[];

/**
 * The messages to send: system messages, then as many whole exchanges as fit, the oldest omitted first, then
 * the new messages. An exchange is never cut, and a tool result never loses its call: where the results are
 * in a later exchange than the call, either both are sent or neither is.
 *
 * @param maxTokens - Most that the messages may come to by `estimateTokens`: the model's context less what the
 *   answer and the tool definitions need.
 * @returns The messages, and how many exchanges were omitted.
 * @throws {DelegateError} `input` when the new messages do not fit, with what they cannot go without: the system
 *   messages, and the calls that they bring the results of.
 */
export function fitToContext(
  conversation: Conversation | undefined,
  newMessages: Messages,
  maxTokens: number,
): { messages: ChatMessage[]; omittedExchanges: number } {
  const exchanges = conversation?.exchanges.map(({ messages }) => messages) ?? [];
  const system = systemInForce([...exchanges, newMessages]);
  const turns = exchanges.map(withoutSystem);
  const last = withoutSystem(newMessages);

  const starts = findStarts(turns, last);
  if (starts.length === 0) throw lostCalls();
  let tokens = TOKENS_PER_REQUEST + sumTokens([...system, ...last]);
  let counted = turns.length;
  let fitting: number | undefined;
  for (const start of starts) {
    tokens += sumTokens(turns.slice(start, counted).flat());
    counted = start;
    if (tokens > maxTokens) break;
    fitting = start;
  }
  if (fitting === undefined) throw tooLong(tokens, maxTokens);
  return { messages: [...system, ...turns.slice(fitting).flat(), ...last], omittedExchanges: fitting };
}

/** The text of the system messages that a further call is under if it brings none; undefined where there are none. */
export function systemTextOf({ exchanges }: Conversation): string | undefined {
  const texts = systemInForce(exchanges.map(({ messages }) => messages)).map(({ content }) => content);
  return texts.filter((text) => typeof text === 'string').join('\n\n') || undefined;
}

/** A later call's system messages replace the earlier ones; where it brings none, the last ones stay in force. */
function systemInForce(exchanges: readonly Messages[]): Messages {
  const last = exchanges.findLast((messages) => messages.some(({ role }) => role === 'system')) ?? [];
  return last.filter(({ role }) => role === 'system');
}

function withoutSystem(messages: Messages): Messages {
  return messages.filter(({ role }) => role !== 'system');
}

function sumTokens(messages: Messages): number {
  return messages.reduce((tokens, message) => tokens + estimateMessageTokens(message), 0);
}

function tooLong(tokens: number, maxTokens: number): DelegateError {
  return new DelegateError(
    'input',
    `The new messages, with the system message and the tool calls that they answer, come to about ${tokens} tokens, and ${maxTokens} fit.`,
    'Send less: fewer or shorter files and messages, or the task in parts.',
  );
}

function lostCalls(): DelegateError {
  return new DelegateError(
    'input',
    'The new messages answer tool calls in a part of the conversation that is damaged and cannot be sent again.',
    'Begin again with conversation_id "new", and give what is needed in the prompt.',
  );
}
