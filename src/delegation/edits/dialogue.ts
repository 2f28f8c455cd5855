import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { joinCompletions } from '../../chat/join.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { answerTurn } from '../../conversations/trim.ts';
import type { DelegateError } from '../../errors.ts';
import type { Exchange, Reply } from '../run/exchange.ts';

/** What was asked and answered so far, where one answer may not be enough. */
export interface Dialogue {
  /** The last one; its messages grow. */
  readonly request: ChatRequest;
  /** All answers as one. */
  readonly completion: Completion;
  /** The last answer alone. */
  readonly last: Completion;
  readonly error: DelegateError | undefined;
}

/** Between an answer and the one that corrects blocks of it, in the text that the run keeps. */
export const CORRECTIONS = '\n\n[Some blocks did not match. Corrected:]\n\n';

interface AskOptions {
  readonly exchange: Exchange;
  /** Called before asking: what the next answer brings is added to this. */
  readonly restart: (begun: Completion) => void;
}

export function startDialogue(request: ChatRequest, { completion, error }: Reply): Dialogue {
  return { request, completion, last: completion, error };
}

/** @param separator - Between the answers, where they are one text. */
export async function askAgain(
  { request, completion: before, last: answered }: Dialogue,
  { content, separator }: { content: string; separator: string },
  { exchange, restart }: AskOptions,
): Promise<Dialogue> {
  const begun = { ...EMPTY_COMPLETION, text: `${before.text.trimEnd()}${separator}`, usage: before.usage };
  restart(begun);
  const said = answerTurn(answered, request);
  const next = { ...request, messages: [...request.messages, said, { role: 'user' as const, content }] };
  const { completion: last, error } = await exchange(next);
  return { request: next, completion: joinCompletions([begun, last]), last, error };
}

/** Whether the last answer is a call of a function where edits were asked for. Nothing is missing of it. */
export function isCall({ last, error }: Dialogue): boolean {
  return !error && last.finish_reason === 'tool_calls';
}

/** Whether the last answer came to its end: what is cut off changes nothing, its rest may be what makes it right. */
export function isWhole({ last, error }: Dialogue): boolean {
  return !error && last.finish_reason === 'stop';
}
