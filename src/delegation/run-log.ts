import { DelegateError } from '../errors.ts';
import type { ChatRequest } from '../runapi/chat.ts';
import type { Outcome } from './outcome.ts';
import type { RunStart, RunStore, RunWriter } from './runs/store.ts';

/** Where a run is kept. A run that cannot be kept on disk is no reason to refuse it: it has no id, then. */
export interface RunLog {
  readonly writer: RunWriter | undefined;
  /** What has to be said about it. */
  readonly notes: readonly string[];
}

export async function openRunLog(runs: RunStore, start: RunStart): Promise<RunLog> {
  try {
    return { writer: await runs.create(start), notes: [] };
  } catch (error) {
    if (!(error instanceof DelegateError)) throw error;
    return { writer: undefined, notes: [`not kept on disk: ${error.what.replace(/\.$/, '')}`] };
  }
}

/**
 * Notes how much of the text the caller has by now, for a later call that asks for the rest. JSON is of use
 * only as a whole, and is handed over as a whole again.
 */
export async function noteDelivered(
  { answer, receipt: { run_id: id } }: Outcome,
  { responseFormat }: Pick<ChatRequest, 'responseFormat'>,
  { runs, signal }: { runs: RunStore; signal: AbortSignal },
): Promise<void> {
  if (id === null || responseFormat === 'json' || signal.aborted) return;
  // Without the note, the caller is given the text twice: better than never.
  await runs.setDelivered(id, answer.text.length).catch(() => undefined);
}

/** The outcome as what a caller gets who has the first `given` characters of the text, and this noted. */
export async function handOver(
  outcome: Outcome,
  given: number,
  request: Pick<ChatRequest, 'responseFormat'>,
  options: { runs: RunStore; signal: AbortSignal },
): Promise<Outcome> {
  await noteDelivered(outcome, request, options);
  return { ...outcome, offset: Math.min(given, outcome.answer.text.length) };
}
