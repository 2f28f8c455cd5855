import { toAssistantMessage, type Completion } from '../chat/completion.ts';
import type { ChatMessage } from '../chat/message.ts';
import type { ChatRequest } from '../chat/request.ts';

/**
 * The messages with `reasoning_content` only where DeepSeek wants it back: with tools in play, on every
 * assistant turn, also on those without a call, else it answers 400; without tools it is ignored, and costs input.
 *
 * @param options.offersTools - Whether the request brings tools: then the rule holds before the first call, too.
 */
export function withNeededReasoning(
  messages: readonly ChatMessage[],
  { offersTools = false }: { offersTools?: boolean } = {},
): ChatMessage[] {
  const isNeeded = offersTools || messages.some(({ tool_calls }) => (tool_calls?.length ?? 0) > 0);
  return isNeeded ? [...messages] : messages.map(withoutReasoning);
}

/**
 * An answer as a turn of a further request for the same one: with its thoughts where the request offers tools, and
 * with an empty thought where the others have one.
 */
export function answerTurn(
  completion: Completion,
  { messages, tools = [] }: Pick<ChatRequest, 'messages' | 'tools'>,
): ChatMessage {
  const message = toAssistantMessage(completion);
  if (tools.length === 0) return withoutReasoning(message);
  const isThinking = messages.some(({ reasoning_content }) => reasoning_content !== undefined);
  return isThinking ? { reasoning_content: '', ...message } : message;
}

/** The signature is of the reasoning: without it, it has nothing to vouch for. */
function withoutReasoning(message: ChatMessage): ChatMessage {
  const bare = { ...message };
  delete bare.reasoning_content;
  delete bare.reasoning_signature;
  return bare;
}
