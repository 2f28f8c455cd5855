import type { ChatRequest } from '../../chat/request.ts';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { ProgressMeter } from '../run/progress.ts';

/** Finish reasons that end a whole completion; every other one names what is missing. */
const WHOLE = new Set(['stop', 'tool_calls']);

type Known = Partial<Receipt> & Pick<Receipt, 'model' | 'protocol' | 'status' | 'duration_ms'>;

/** A receipt of what is known: everything else is null. */
export function toReceipt(known: Known): Receipt {
  return {
    finish_reason: null,
    incomplete_reason: null,
    usage: null,
    attempts: 1,
    time_to_first_token_ms: null,
    run_id: null,
    conversation_id: null,
    request_id: null,
    saved_to: null,
    files: null,
    edited: null,
    check: null,
    explored: null,
    cost: null,
    ...known,
  };
}

/** What the progress of a run says about it at any time. */
export function measured(
  { model, protocol }: Pick<ChatRequest, 'model' | 'protocol'>,
  meter: ProgressMeter,
): Omit<Known, 'status'> {
  return {
    model,
    protocol,
    attempts: meter.attempts(),
    duration_ms: meter.elapsedMs(),
    time_to_first_token_ms: meter.timeToFirstTokenMs(),
    request_id: meter.requestId(),
  };
}

type Verdict = Pick<Receipt, 'status' | 'finish_reason' | 'incomplete_reason'>;

/** The status of a run that has ended: the one place that decides whether a completion is whole. */
export function judge(
  finish_reason: string | null,
  error: DelegateError | undefined,
  hasReceived: boolean,
): Verdict {
  if (error) {
    const status = hasReceived || finish_reason !== null ? 'incomplete' : 'failed';
    return { status, finish_reason, incomplete_reason: asReason(error) };
  }
  if (finish_reason !== null && WHOLE.has(finish_reason)) {
    return { status: 'complete', finish_reason, incomplete_reason: null };
  }
  return { status: 'incomplete', finish_reason, incomplete_reason: finish_reason };
}

function asReason({ what }: DelegateError): string {
  return what.charAt(0).toLowerCase() + asClause(what).slice(1);
}

/** A sentence without its full stop, to be part of a longer line. */
export function asClause(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
