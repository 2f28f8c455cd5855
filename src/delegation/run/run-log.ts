import { DelegateError } from '../../errors.ts';
import type { ChatEvent } from '../../chat/event.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Completion } from '../../chat/completion.ts';
import type { Outcome } from '../present/outcome.ts';
import type { RunEnd, RunRound, RunStart, RunStore, RunWriter } from '../../runs/store.ts';

/**
 * Where a run is kept. A run that cannot be kept on disk is no reason to refuse it: it has no id, then. What is
 * noted before the log is there is noted once it is, so that nobody waits for the disk.
 */
export interface RunLog {
  /** Null as long as there is none. */
  readonly id: () => string | null;
  /** Resolves when it is known whether there is one. */
  readonly opened: Promise<void>;
  /** @param onWritten - Called once the event is on disk, or cannot be. */
  readonly append: (event: ChatEvent, onWritten?: () => void) => void;
  /** Brings to disk what was appended: a caller is given it now. */
  readonly flush: () => void;
  readonly replace: (completion: Completion) => void;
  /** Records a round of exploring; it is on disk when this returns, or cannot be. */
  readonly addRound: (round: RunRound) => void;
  /** Resolves when how the run ended is on disk; it never fails. */
  readonly end: (result: RunEnd) => Promise<void>;
  /** Ends and removes the run: nothing was sent, so there is nothing to come back for. */
  readonly discard: (result: RunEnd) => Promise<void>;
  /** Calls back when somebody asks to cancel, or when another process has taken the run over. */
  readonly onCancel: (cancel: () => void) => void;
  /** Notes for the receipt. */
  readonly notes: () => readonly string[];
}

/** A log that is created while the request goes out. */
export function openRunLog(runs: RunStore, start: RunStart): RunLog {
  let problem: string | undefined;
  const created = runs.create(start).catch((error: unknown) => {
    if (!(error instanceof DelegateError)) throw error;
    problem = `not kept on disk: ${error.what.replace(/\.$/, '')}`;
  });
  return logOf(runs, created, () => problem);
}

/** The log of a run that is resumed. */
export function resumeRunLog(runs: RunStore, writer: RunWriter): RunLog {
  return logOf(runs, Promise.resolve(writer), () => undefined);
}

function logOf(
  runs: RunStore,
  created: Promise<RunWriter | void>,
  problem: () => string | undefined,
): RunLog {
  let writer: RunWriter | undefined;
  let early: (() => void)[] | undefined = [];
  const open = async () => {
    writer = (await created) ?? undefined;
    const waiting = early ?? [];
    early = undefined;
    for (const action of waiting) action();
  };
  const opened = open();
  /** Now, or once it is known whether there is a log. */
  const use = (action: () => void) => {
    if (early) early.push(action);
    else action();
  };
  const end = async (result: RunEnd) => {
    await opened;
    await writer?.end(result);
  };
  return {
    id: () => writer?.id ?? null,
    opened,
    append: (event, onWritten) =>
      use(() => {
        if (writer) writer.append(event, onWritten);
        else onWritten?.();
      }),
    flush: () => writer?.flush(),
    replace: (completion) => use(() => writer?.replace(completion)),
    addRound: (round) =>
      use(() => {
        writer?.addRound(round);
        writer?.flush();
      }),
    end,
    async discard(result) {
      await end(result);
      // What could not be removed is removed with the runs that are too old.
      if (writer) await runs.remove(writer.id).catch(() => undefined);
    },
    onCancel: (cancel) =>
      use(() => writer?.cancelRequested.addEventListener('abort', cancel, { once: true })),
    notes() {
      const text = problem() ?? (writer?.problem() && 'the text on disk is not all of it');
      return text ? [text] : [];
    },
  };
}

/**
 * Records how much of the text the caller has by now, for a later call that asks for the rest. JSON is of use
 * only as a whole, and is returned as a whole again; and what was written before DeepSeek explored further is no part
 * of the answer.
 */
export async function recordDelivered(
  { completion, receipt: { run_id: id, explored } }: Outcome,
  { response_format }: Pick<ChatRequest, 'response_format'>,
  { runs, signal }: { runs: RunStore; signal: AbortSignal },
): Promise<void> {
  if (id === null || response_format === 'json' || explored || signal.aborted) return;
  // Without the note, the caller is given the text twice: better than never.
  await runs.setDelivered(id, completion.text.length).catch(() => undefined);
}

/** The outcome as what a caller gets who has the first `given` characters of the text, and this noted. */
export async function withOffset(
  outcome: Outcome,
  given: number,
  request: Pick<ChatRequest, 'response_format'>,
  options: { runs: RunStore; signal: AbortSignal },
): Promise<Outcome> {
  await recordDelivered(outcome, request, options);
  return { ...outcome, offset: Math.min(given, outcome.completion.text.length) };
}
