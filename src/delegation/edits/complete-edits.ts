import { EMPTY_COMPLETION, toAssistantMessage, type Completion } from '../../chat/completion.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { joinCompletions } from '../../chat/join.ts';
import { DelegateError } from '../../errors.ts';
import type { BlockFailure } from '../../workspace/edits/block.ts';
import type { Exchange, Reply } from '../run/exchange.ts';
import { areRepairable, writeComplaint } from './complaint.ts';
import { notApplied } from './describe-failures.ts';
import type { EditsPlan } from './plan.ts';

interface EditsOptions {
  readonly plan: EditsPlan;
  readonly exchange: Exchange;
  /** Whether another request may be sent. */
  readonly mayRepair: () => boolean;
  /** Called before asking again: what the second answer brings is added to this. */
  readonly restart: (begun: Completion) => void;
  readonly runId: () => Promise<string | null>;
  readonly signal: AbortSignal;
  readonly onWait: () => void;
}

/** Applies the edits of a whole reply; asks once for corrected blocks where some do not match. Never throws. */
export async function completeEdits(
  request: ChatRequest,
  reply: Reply,
  options: EditsOptions,
): Promise<Reply> {
  const { completion, error } = reply;
  // What is cut off changes nothing: its rest may be what makes it right.
  if (error || completion.finish_reason !== 'stop') return reply;
  try {
    const failures = await apply(completion.text, options);
    if (failures.length === 0) return reply;
    if (!areRepairable(failures) || !options.mayRepair()) return { completion, error: notApplied(failures) };
    return await repair(request, completion, failures, options);
  } catch (thrown) {
    if (thrown instanceof DelegateError) return { completion, error: thrown };
    if (options.signal.aborted) return { completion, error: aborted() };
    throw thrown;
  }
}

async function apply(
  text: string,
  { plan, runId, signal, onWait }: EditsOptions,
): Promise<readonly BlockFailure[]> {
  const attempt = await plan.apply(text, { runId: await runId(), signal, onWait });
  return attempt.isApplied ? [] : attempt.failures;
}

async function repair(
  request: ChatRequest,
  first: Completion,
  failures: readonly BlockFailure[],
  options: EditsOptions,
): Promise<Reply> {
  const { plan, exchange, restart } = options;
  let complaint;
  try {
    complaint = await writeComplaint(failures, plan.settings);
  } catch (error) {
    if (error instanceof DelegateError) return { completion: first, error: notApplied(failures) };
    throw error;
  }
  plan.resend(complaint.resent);
  const begun = { ...EMPTY_COMPLETION, text: `${first.text.trimEnd()}\n\n`, usage: first.usage };
  restart(begun);
  const {
    reasoning_content: _reasoning,
    reasoning_signature: _signature,
    ...said
  } = toAssistantMessage(first);
  const second = await exchange({
    ...request,
    messages: [...request.messages, said, { role: 'user', content: complaint.text }],
  });
  const completion = joinCompletions([begun, second.completion]);
  if (second.error || second.completion.finish_reason !== 'stop') return { completion, error: second.error };
  const left = await apply(second.completion.text, options);
  return { completion, error: left.length > 0 ? notApplied(left) : undefined };
}

function aborted(): DelegateError {
  return new DelegateError(
    'aborted',
    'The call was cancelled before the edits were applied.',
    'Resume the run to apply them.',
  );
}
