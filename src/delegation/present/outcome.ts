import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { RunSnapshot } from '../../runs/store.ts';
import { parseDestination } from '../destination/stored-destination.ts';
import { startExploration, usageSoFar } from '../explore/exploration.ts';
import { toReceipt } from './receipt.ts';

/** What an interface gets back, whatever happened after the request was sent. */
export interface Outcome {
  /** All of it, from its beginning. */
  readonly completion: Completion;
  readonly receipt: Receipt;
  /** Why the completion is not whole, where there is more to say than a finish reason does. */
  readonly error: DelegateError | undefined;
  /** Characters of the text that the caller was given before. */
  readonly offset: number;
  /** What else belongs into the receipt line. */
  readonly notes: readonly string[];
  /** Whether the completion goes to a file: while the run is running, its text is not shown. */
  readonly isForFile: boolean;
  /** Whether JSON was requested: a complete document is shown by itself, so that a program can parse it. */
  readonly isJson: boolean;
  /** Whether what the run wrote has been taken back since. */
  readonly isUndone?: boolean;
}

/** The outcome of a run that is not, or no longer, carried out by this process. */
export function outcomeOf(snapshot: RunSnapshot): Outcome {
  const { end } = snapshot;
  const { request, destination } = snapshot.start;
  const common = {
    completion: shownCompletion(snapshot),
    offset: 0,
    notes: [],
    isForFile: isForFile(destination),
    isJson: request.response_format === 'json',
  };
  if (!end) return { ...common, receipt: unfinished(snapshot), error: undefined };
  const { receipt, errorKind, errorMessage } = end;
  const error = errorKind ? new DelegateError(errorKind, errorMessage ?? 'It failed.', '') : undefined;
  return { ...common, receipt, error };
}

/** Of a run that explores: what is not known to be its answer is not shown, and calls are not the caller's. */
function shownCompletion({ answer, start, end }: RunSnapshot): Completion {
  if (!parseDestination(start.destination).explore) return answer;
  return end ? { ...answer, tool_calls: [] } : EMPTY_COMPLETION;
}

function isForFile(stored: unknown): boolean {
  const { save, edits } = parseDestination(stored);
  return save !== null || edits !== null;
}

function unfinished(snapshot: RunSnapshot): Receipt {
  const { id, start, startedAt, updatedAt, answer, state, isDamaged } = snapshot;
  const isRunning = state === 'running';
  const { conversation, files, explore } = parseDestination(start.destination);
  const exploration = explore && startExploration(explore, { files: files ?? [], earlier: snapshot.rounds });
  return toReceipt({
    model: start.model,
    protocol: start.protocol,
    status: isRunning ? 'running' : 'incomplete',
    finish_reason: answer.finish_reason,
    incomplete_reason: isRunning
      ? null
      : isDamaged
        ? 'the log of the run is damaged'
        : 'the process that received it has ended',
    usage: exploration ? usageSoFar(answer, exploration) : answer.usage,
    explored: exploration?.receipt() ?? null,
    duration_ms: (isRunning ? Date.now() : Date.parse(updatedAt)) - Date.parse(startedAt),
    run_id: id,
    conversation_id: conversation?.id ?? null,
    files,
  });
}
