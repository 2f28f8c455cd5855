import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { sumUsage } from '../../chat/usage.ts';
import { answerTurn } from '../../conversations/trim.ts';
import { DelegateError } from '../../errors.ts';
import type { Exchange, Reply } from '../run/exchange.ts';
import { withoutFence, type JsonCheck } from './check.ts';

interface RepairOptions {
  readonly check: JsonCheck;
  readonly exchange: Exchange;
  /** Whether another request may be sent. */
  readonly mayRepair: () => boolean;
  /** Called before asking again: the completion starts anew, with what the first one cost. */
  readonly restart: (begun: Completion) => void;
}

/**
 * Asks for JSON once more, with what was wrong, where the model answered with something else. The usage is that of both
 * requests.
 *
 * @param first - The reply to the request.
 */
export async function completeJson(
  request: ChatRequest,
  first: Reply,
  { check, exchange, mayRepair, restart }: RepairOptions,
): Promise<Reply> {
  const problem = problemOf(first, check);
  if (problem === undefined) return withBareJson(first);
  if (!isRepairable(first)) return first;
  if (!mayRepair()) return { ...first, error: first.error ?? notTheJson(problem) };

  restart({ ...EMPTY_COMPLETION, usage: first.completion.usage });
  const second = await exchange(withComplaint(request, first.completion, problem));
  const usage = sumUsage(first.completion.usage, second.completion.usage);
  const stillWrong = problemOf(second, check);
  if (stillWrong === undefined) {
    return withBareJson({ ...second, completion: { ...second.completion, usage } });
  }
  // A repair that brought nothing leaves the first completion as the better one to look at.
  const { completion } = second.completion.text.trim() ? second : first;
  return { completion: { ...completion, usage }, error: second.error ?? notTheJson(stillWrong) };
}

/** A completion that was joined from several requests: as one, it cannot be asked for again. */
export function checkJoinedJson(reply: Reply, check: JsonCheck): Reply {
  const problem = reply.error ? undefined : problemOf(reply, check);
  if (problem === undefined) return withBareJson(reply);
  return isRepairable(reply) ? { ...reply, error: notTheJson(problem) } : reply;
}

/** What is wrong with the JSON of a reply; undefined also for a reply that was to be something else. */
function problemOf({ completion, error }: Reply, check: JsonCheck): string | undefined {
  if (error) return error.kind === 'empty' ? 'it is empty' : 'it did not arrive';
  const { finish_reason: reason, text } = completion;
  if (reason !== 'stop') return reason === 'tool_calls' ? undefined : 'it is cut off';
  return check(withoutFence(text));
}

/** Whether asking again may help: the model had its say, and it was not the JSON that was asked for. */
function isRepairable({ completion, error }: Reply): boolean {
  return error ? error.kind === 'empty' : completion.finish_reason === 'stop';
}

function withBareJson({ completion, error }: Reply): Reply {
  return { error, completion: { ...completion, text: withoutFence(completion.text) } };
}

function withComplaint(request: ChatRequest, completion: Completion, problem: string): ChatRequest {
  const said = answerTurn(completion, request);
  const complaint = `Your answer cannot be used: ${problem}. Send the corrected JSON and nothing else.`;
  return {
    ...request,
    // A blank turn is refused by some gateways, and says nothing.
    messages: [
      ...request.messages,
      ...(completion.text.trim() ? [said] : []),
      { role: 'user', content: complaint },
    ],
  };
}

function notTheJson(problem: string): DelegateError {
  return new DelegateError(
    'malformed',
    `The answer is not the JSON that was asked for: ${problem}.`,
    'Use it with care, or simplify the schema and call again.',
  );
}
