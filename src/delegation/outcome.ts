import { DelegateError } from '../errors.ts';
import type { Completion } from '../chat/completion.ts';
import { parseFollowUp } from './destination.ts';
import type { Receipt } from '../runs/receipt.ts';
import type { RunSnapshot } from '../runs/store.ts';

/** What the doors get back, whatever happened after the request was sent. */
export interface Outcome {
  /** All of it, from its beginning. */
  readonly answer: Completion;
  readonly receipt: Receipt;
  /** Why the answer is not whole, where it is more than a finish reason that says so. */
  readonly error: DelegateError | undefined;
  /** Characters of the text that the caller was given before. */
  readonly offset: number;
  /** What else has to be said in the receipt line. */
  readonly notes: readonly string[];
}

/** The outcome of a run that is not this process's own, or not any more. */
export function outcomeOf(snapshot: RunSnapshot): Outcome {
  const { answer, end } = snapshot;
  if (!end) return { answer, receipt: unfinished(snapshot), error: undefined, offset: 0, notes: [] };
  const { receipt, errorKind, errorMessage } = end;
  const error = errorKind ? new DelegateError(errorKind, errorMessage ?? 'It failed.', '') : undefined;
  return { answer, receipt, error, offset: 0, notes: [] };
}

function unfinished({ id, start, startedAt, updatedAt, answer, state }: RunSnapshot): Receipt {
  const isRunning = state === 'running';
  const { conversation, files } = parseFollowUp(start.followUp);
  return {
    model: start.model,
    protocol: start.protocol,
    status: isRunning ? 'running' : 'incomplete',
    finish_reason: answer.finish_reason,
    incomplete_reason: isRunning ? null : 'the process that received it has ended',
    usage: answer.usage,
    attempts: 1,
    duration_ms: (isRunning ? Date.now() : Date.parse(updatedAt)) - Date.parse(startedAt),
    time_to_first_token_ms: null,
    run_id: id,
    conversation_id: conversation?.id ?? null,
    request_id: null,
    saved_to: null,
    files,
  };
}
