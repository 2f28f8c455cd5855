import { DelegateError, type ErrorKind } from '../../errors.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import { newRun } from '../run/new-run.ts';
import type { PreparedRun } from '../prepare/prepare.ts';
import type { FanOutItem, FanOutPlan } from './plan.ts';
import type { FanOutRow } from './report.ts';

/** What is wrong for one request of these kinds is wrong for all. */
const FATAL: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['configuration', 'authentication', 'credits']);

export interface Running {
  readonly given: ChatArguments;
  /** Gains a row for each file, in the order in which they end. */
  readonly rows: FanOutRow[];
  readonly signal: AbortSignal;
  readonly client: string | undefined;
  readonly context: DelegationContext;
  /** What its items change is one change. Undefined where the run is not kept on disk. */
  readonly change: SharedChange | undefined;
}

/** @returns What stopped it before all was tried, or what no file got past. */
export async function runItems(
  { items, shared, record }: FanOutPlan,
  { given, rows, signal, client, context, change }: Running,
): Promise<DelegateError | undefined> {
  let stop: DelegateError | undefined = signal.aborted ? cancelled() : undefined;
  let lastKind: ErrorKind | undefined;
  const runOne = async (item: FanOutItem) => {
    const { path, target } = item;
    if (stop) {
      rows.push({ path, target, state: 'not sent', reason: stop.what });
      return;
    }
    const { row, error } = await runItem(item, { signal, shared, client, record, change }, context);
    rows.push(row);
    lastKind = error?.kind ?? lastKind;
    if (signal.aborted) stop = cancelled();
    else if (error && FATAL.has(error.kind)) stop ??= error;
  };
  for (const { path, target, isDone, problem } of items) {
    if (isDone) rows.push({ path, target, state: 'skipped' });
    if (problem) rows.push({ path, target, state: 'failed', reason: problem });
  }
  const open = items.filter(({ isDone, problem }) => !isDone && !problem);
  // DeepSeek caches what two requests have in common once the second has come: from then on all others are served.
  const alone = shared.text !== '' || given.system ? 2 : 0;
  for (const item of open.slice(0, alone)) await runOne(item);
  const queue = open.slice(alone).values();
  const work = async () => {
    for (const item of queue) await runOne(item);
  };
  const atOnce = given.concurrency ?? context.config.settings.concurrency;
  await Promise.all(Array.from({ length: atOnce }, work));
  const missed = rows.filter(({ state }) => state === 'failed' || state === 'not sent');
  if (missed.length === 0) return undefined;
  return stop ?? (missed.length === rows.length ? allFailed(missed.length, lastKind) : undefined);
}

function allFailed(count: number, kind: ErrorKind = 'server'): DelegateError {
  const what = count === 1 ? 'The only file failed.' : `All ${count} files failed.`;
  return new DelegateError(kind, what, 'Correct what the table names, and repeat the call.');
}

function cancelled(): DelegateError {
  return new DelegateError(
    'aborted',
    'The call was cancelled.',
    'Repeat the call to process the missing files.',
  );
}

interface ItemOptions extends Pick<FanOutPlan, 'shared' | 'record'> {
  readonly signal: AbortSignal;
  readonly client: string | undefined;
  readonly change: SharedChange | undefined;
}

async function runItem(
  { path, target, given }: FanOutItem,
  { record, ...options }: ItemOptions,
  context: DelegationContext,
): Promise<{ row: FanOutRow; error: DelegateError | undefined }> {
  try {
    // Before it is saved: what a killed process has written is known as its output all the same.
    const changeId = options.change?.id ?? null;
    let source = '';
    const onPrepared = ({ plan }: PreparedRun) => {
      source = plan.destination.files?.at(-1)?.sha256 ?? '';
      record({ target, source, isSaved: false, changeId });
    };
    const { receipt, error } = await newRun(given, { ...options, isItem: true, onPrepared }, context);
    const { usage, cost, attempts, saved_to: saved, run_id: runId, edited } = receipt;
    if (receipt.status === 'complete' && !error) {
      record({ target, source, isSaved: true, changeId });
      if (runId !== null) context.runs.markReturned(runId);
      return { row: { path, target, state: 'saved', attempts, usage, cost, saved, edited }, error };
    }
    const reason = error?.what ?? `The answer is incomplete: ${receipt.finish_reason ?? 'no finish reason'}.`;
    return { row: { path, target, state: 'failed', reason, attempts, usage, cost, saved, runId }, error };
  } catch (error) {
    if (!(error instanceof DelegateError)) throw error;
    return { row: { path, target, state: 'failed', reason: error.what }, error };
  }
}
