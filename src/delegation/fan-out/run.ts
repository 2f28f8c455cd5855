import { DelegateError, type ErrorKind } from '../../errors.ts';
import type { ActiveRun } from '../active-runs.ts';
import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { delegate, type DelegateOptions } from '../delegate.ts';
import { fanOutAnswer, fanOutReceipt, type FanOutRow } from './report.ts';
import { planFanOut, toFollowUp, type FanOutItem, type FanOutTask } from './plan.ts';
import type { LeftOut } from '../../workspace/read/skipped.ts';
import type { Outcome } from '../outcome.ts';
import { continueRunLog, openRunLog, type RunLog } from '../run-log.ts';
import type { DelegationContext } from '../run.ts';
import { toSettings } from '../task.ts';
import { waitFor } from '../wait.ts';

const AT_ONCE = 8;
/** What is wrong for one request of these kinds is wrong for all. */
const FATAL: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['configuration', 'authentication', 'credits']);

/**
 * Runs one prompt over many files, some at a time, and saves each answer by a template. What fails, fails for
 * its file alone; files whose answer is there are passed over, so that the same call again does the rest.
 *
 * @returns An outcome whose answer is a table of what became of each file.
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent.
 */
export async function fanOut(
  task: FanOutTask,
  options: DelegateOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const planned = await planFanOut(task, context, options.signal);
  context.budget.check();
  const { model, protocol } = toSettings(task, context.config);
  const prompt = task.prompt ?? '';
  const log = openRunLog(context.runs, {
    model,
    protocol,
    title: `${planned.items.length} files: ${prompt.replace(/\s+/g, ' ')}`.slice(0, 80),
    request: { model, protocol, messages: [{ role: 'user', content: prompt }] },
    followUp: toFollowUp(task),
  });
  return attach({ task, ...planned, log }, options, context);
}

/** Goes on with a fan-out that has ended before all was done, in its own run. */
export async function continueFanOut(
  id: string,
  task: FanOutTask,
  options: DelegateOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const planned = await planFanOut(task, context, options.signal);
  context.budget.check();
  const { writer } = await context.runs.resume(id);
  writer.replace(EMPTY_COMPLETION);
  return attach({ task, ...planned, log: continueRunLog(context.runs, writer) }, options, context);
}

interface Started {
  readonly task: FanOutTask;
  readonly items: readonly FanOutItem[];
  readonly leftOut: readonly LeftOut[];
  readonly log: RunLog;
}

function attach(started: Started, options: DelegateOptions, context: DelegationContext): Promise<Outcome> {
  const run = start(started, context);
  options.onStart?.(run.view);
  return waitFor(run, options);
}

function start({ task, items, leftOut, log }: Started, context: DelegationContext): ActiveRun {
  const controller = new AbortController();
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  const rows: FanOutRow[] = [];
  const settings = toSettings(task, context.config);
  const outcome = (isRunning: boolean, error?: DelegateError): Outcome => {
    const facts = { rows, total: items.length, leftOut, elapsedMs: elapsedMs(), isRunning };
    return {
      answer: fanOutAnswer(facts),
      receipt: fanOutReceipt(facts, { ...settings, runId: log.id() }),
      error,
      offset: 0,
      notes: [...log.notes(), ...(error ? [error.message.replace(/\.$/, '')] : [])],
    };
  };
  const carryOut = async () => {
    const error = await doAll(items, { task, rows, signal: controller.signal, context });
    await log.opened;
    const ended = outcome(false, error);
    log.replace(ended.answer);
    await log.end({
      receipt: ended.receipt,
      errorKind: error?.kind ?? null,
      errorMessage: error?.message ?? null,
    });
    return ended;
  };
  log.onCancel(() => controller.abort());
  const done = carryOut();
  const run: ActiveRun = {
    id: log.id,
    view: {
      state: () => String(rows.length),
      describe: (maxCharacters) => {
        const failed = rows.filter(({ state }) => state === 'failed').length;
        const last = rows.at(-1)?.path ?? '';
        const head = `${rows.length} of ${items.length} files · ${failed} failed · ${Math.round(elapsedMs() / 1000)} s`;
        return `${head} · ${last}`.slice(0, maxCharacters);
      },
    },
    done,
    kept: done.then(() => undefined),
    soFar: () => outcome(true),
    cancel: () => controller.abort(),
  };
  context.active.add(run);
  return run;
}

interface Doing {
  readonly task: FanOutTask;
  readonly rows: FanOutRow[];
  readonly signal: AbortSignal;
  readonly context: DelegationContext;
}

/** @returns What stopped it before all was tried. */
async function doAll(
  items: readonly FanOutItem[],
  { task, rows, signal, context }: Doing,
): Promise<DelegateError | undefined> {
  const queue = items.values();
  let stop: DelegateError | undefined;
  const work = async () => {
    for (const item of queue) {
      const { path, target } = item;
      if (item.isDone) rows.push({ path, target, state: 'skipped' });
      else if (stop) rows.push({ path, target, state: 'not sent', reason: stop.what });
      else {
        const { row, error } = await doOne(item, signal, context);
        rows.push(row);
        if (signal.aborted) stop = cancelled();
        else if (error && FATAL.has(error.kind)) stop ??= error;
      }
    }
  };
  if (signal.aborted) stop = cancelled();
  await Promise.all(Array.from({ length: task.concurrency ?? AT_ONCE }, work));
  return rows.some(({ state }) => state === 'failed' || state === 'not sent') ? stop : undefined;
}

function cancelled(): DelegateError {
  return new DelegateError(
    'aborted',
    'The call was cancelled.',
    'Make it again to do what is missing, if it is still wanted.',
  );
}

async function doOne(
  { path, target, task }: FanOutItem,
  signal: AbortSignal,
  context: DelegationContext,
): Promise<{ row: FanOutRow; error: DelegateError | undefined }> {
  try {
    const { receipt, error } = await delegate(task, { signal }, context);
    const { usage, saved_to: saved, run_id: runId } = receipt;
    if (receipt.status === 'complete' && !error) {
      return { row: { path, target, state: 'saved', usage, saved }, error };
    }
    const reason = error?.what ?? `The answer is incomplete: ${receipt.finish_reason ?? 'no finish reason'}.`;
    return { row: { path, target, state: 'failed', reason, usage, saved, runId }, error };
  } catch (error) {
    if (!(error instanceof DelegateError)) throw error;
    return { row: { path, target, state: 'failed', reason: error.what }, error };
  }
}
