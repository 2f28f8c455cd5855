import { DelegateError } from '../../errors.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { EMPTY_COMPLETION, toAssistantMessage, type Completion } from '../../chat/completion.ts';
import { ask, type AskOptions, type Reply } from '../request.ts';
import { withoutFence, type JsonCheck } from './check.ts';
import { sumUsage } from '../../chat/usage.ts';

/**
 * Asks for an answer in JSON, and once more, with what was wrong, where the model answered with something
 * else. The usage is that of both.
 */
export async function askForJson(
  request: ChatRequest,
  check: JsonCheck,
  options: AskOptions & {
    /** Called before asking again: the answer begins anew, with what was spent on it so far. */
    readonly onRestart: (begun: Completion) => void;
  },
): Promise<Reply> {
  const first = await ask(request, options);
  const problem = problemOf(first, check);
  if (problem === undefined) return withBareJson(first);
  if (!isRepairable(first)) return first;
  if (options.budget.isSpent()) return { ...first, error: first.error ?? notTheJson(problem) };

  options.onRestart({ ...EMPTY_COMPLETION, usage: first.answer.usage });
  const second = await ask(withComplaint(request, first.answer, problem), options);
  const usage = sumUsage(first.answer.usage, second.answer.usage);
  const stillWrong = problemOf(second, check);
  if (stillWrong === undefined) return withBareJson({ ...second, answer: { ...second.answer, usage } });
  // A repair that brought nothing leaves the first answer as the better one to look at.
  const { answer } = second.answer.text.trim() ? second : first;
  return { answer: { ...answer, usage }, error: second.error ?? notTheJson(stillWrong) };
}

/** What is wrong with the JSON of a reply; undefined also for a reply that was to be something else. */
function problemOf({ answer, error }: Reply, check: JsonCheck): string | undefined {
  if (error) return error.kind === 'empty' ? 'it is empty' : 'it did not arrive';
  if (answer.finish_reason !== 'stop')
    return answer.finish_reason === 'tool_calls' ? undefined : 'it is cut off';
  return check(withoutFence(answer.text));
}

/** Whether asking again may help: the model had its say, and it was not the JSON that was asked for. */
function isRepairable({ answer, error }: Reply): boolean {
  return error ? error.kind === 'empty' : answer.finish_reason === 'stop';
}

/** A whole answer that was put together from parts, which cannot be asked for again as one. */
export function checkJoined(reply: Reply, check: JsonCheck): Reply {
  const problem = reply.error ? undefined : problemOf(reply, check);
  if (problem === undefined) return withBareJson(reply);
  return isRepairable(reply) ? { ...reply, error: notTheJson(problem) } : reply;
}

function withBareJson({ answer, error }: Reply): Reply {
  return { error, answer: { ...answer, text: withoutFence(answer.text) } };
}

function withComplaint(request: ChatRequest, answer: Completion, problem: string): ChatRequest {
  const {
    reasoning_content: _reasoning,
    reasoning_signature: _signature,
    ...said
  } = toAssistantMessage(answer);
  const complaint = `Your answer cannot be used: ${problem}. Send the corrected JSON and nothing else.`;
  return {
    ...request,
    // A blank turn is refused by some gateways, and says nothing.
    messages: [
      ...request.messages,
      ...(answer.text.trim() ? [said] : []),
      { role: 'user', content: complaint },
    ],
  };
}

function notTheJson(problem: string): DelegateError {
  return new DelegateError(
    'malformed',
    `The answer is not the JSON that was asked for: ${problem}.`,
    'Use what is there with care, or simplify the schema and call again.',
  );
}
