import type { Completion } from '../../chat/completion.ts';
import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { answerTurn } from '../../conversations/trim.ts';

const CONTINUE =
  'Your answer was cut off. Continue it from exactly where it stopped, with the very next character: repeat nothing, and write no introduction.';

/** The turns that ask for the rest of an answer. */
export function continuationTurns(completion: Completion, request: ChatRequest): ChatMessage[] {
  return [answerTurn({ ...completion, tool_calls: [] }, request), { role: 'user', content: CONTINUE }];
}
