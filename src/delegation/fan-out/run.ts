import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { DelegateError } from '../../errors.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { ActiveRun } from '../run/active-runs.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import type { OpenedRun } from '../../runs/store.ts';
import type { Outcome } from '../present/outcome.ts';
import { asClause } from '../present/receipt.ts';
import { requestSettings } from '../prepare/request-settings.ts';
import { finishChange } from '../undo/finish-changes.ts';
import { openRunLog, resumeRunLog, type RunLog } from '../run/run-log.ts';
import { titleOf } from '../prepare/title.ts';
import { waitFor, type CallOptions } from '../run/wait.ts';
import { planFanOut, type FanOutPlan } from './plan.ts';
import { fanOutCompletion, fanOutReceipt, type CheckedItems, type FanOutRow } from './report.ts';
import { storedFanOut } from './stored.ts';
import { runItems, type Running } from './items.ts';

/**
 * Runs one prompt over many files, some at a time, and saves each answer by a template. What fails, fails for
 * its file alone; files with output are skipped, so that the same call again does the rest.
 *
 * @returns An outcome whose completion is a table of what became of each file.
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent.
 */
export async function fanOut(
  given: ChatArguments,
  options: CallOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const { model, protocol } = requestSettings(given, context.config);
  const plan = await planFanOut(given, context, options.signal);
  context.ledger.check();
  const log = openRunLog(context.runs, {
    model,
    protocol,
    title: `${plan.items.length} ${plan.items.length === 1 ? 'file' : 'files'}: ${titleOf(given)}`,
    request: { model, protocol, messages: [{ role: 'user', content: given.prompt }] },
    destination: storedFanOut(given),
    isDetached: options.onDetached !== undefined,
  });
  return waitFor(start({ given, plan, log, options }, context), options);
}

/** Resumes a fan-out that ended before all was done, in its own run. */
export async function resumeFanOut(
  run: OpenedRun,
  given: ChatArguments,
  options: CallOptions,
  context: DelegationContext,
): Promise<Outcome> {
  // Refuses what has been forbidden since.
  requestSettings(given, context.config);
  await finishChange(run.id, context.config.settings, options.signal);
  const planned = await planFanOut(given, context, options.signal);
  const plan = await withoutEdited(run.id, planned, { given, signal: options.signal }, context);
  context.ledger.check();
  const { writer } = await run.resume();
  writer.replace(EMPTY_COMPLETION);
  const log = resumeRunLog(context.runs, writer);
  return waitFor(start({ given, plan, log, options }, context), options);
}

/** What was edited before is not edited again. */
async function withoutEdited(
  id: string,
  plan: FanOutPlan,
  { given, signal }: { given: ChatArguments; signal: AbortSignal },
  { config: { settings } }: DelegationContext,
): Promise<FanOutPlan> {
  if (given.save_format !== 'edits') return plan;
  const { openChange } = await import('../../workspace/changes/change.ts');
  await using change = await openChange({ stateDir: settings.stateDir, roots: settings.roots, id, signal });
  const done = new Set(change.files().map(({ path }) => path));
  return { ...plan, items: plan.items.map((item) => ({ ...item, isDone: done.has(item.path) })) };
}

interface OneChange extends Pick<Running, 'rows' | 'signal'> {
  readonly id: string | null;
  readonly check: string | undefined;
  readonly onPhase: (phase: string) => void;
}

/** Runs items as one change, which is kept only if its check passes, where there is one. */
async function runAsOneChange(
  { id, check: name, onPhase, ...options }: OneChange,
  { config }: DelegationContext,
  run: (change: SharedChange | undefined) => Promise<DelegateError | undefined>,
): Promise<CheckedItems> {
  if (id === null) return { error: await run(undefined), check: null };
  const { settings } = config;
  if (name !== undefined) {
    const { checkItems } = await import('./check-items.ts');
    const onWait = () => onPhase('waiting for another change of the files');
    const onCheck = () => onPhase(`check ${name}`);
    const { apiKey } = config.connection();
    return checkItems({ ...options, settings, name, id, apiKey, onWait, onCheck }, run);
  }
  const { shareChange } = await import('../../workspace/changes/shared-change.ts');
  await using change = shareChange({ stateDir: settings.stateDir, roots: settings.roots, id });
  return { error: await run(change), check: null };
}

interface Started {
  readonly given: ChatArguments;
  readonly plan: FanOutPlan;
  readonly log: RunLog;
  readonly options: Pick<CallOptions, 'client' | 'isReportWhole'>;
}

function start({ given, plan, log, options }: Started, context: DelegationContext): ActiveRun {
  const { items, skipped } = plan;
  const { client, isReportWhole = false } = options;
  const controller = new AbortController();
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  const rows: FanOutRow[] = [];
  const { model, protocol } = requestSettings(given, context.config);
  let reported: number | undefined;
  let phase: { name: string; since: number } | undefined;
  const describePhase = () =>
    phase && `${phase.name}, ${Math.round((performance.now() - phase.since) / 1000)} s`;
  const onPhase = (name: string) => {
    phase = { name, since: performance.now() };
  };
  const outcome = (isRunning: boolean, checked?: CheckedItems): Outcome => {
    const error = checked?.error;
    const facts = {
      rows,
      checked,
      total: items.length,
      skipped,
      isEdits: given.save_format === 'edits',
      isRunning,
      isWhole: isReportWhole,
      ...(isRunning && { reported }),
    };
    return {
      completion: fanOutCompletion(facts),
      receipt: fanOutReceipt(facts, { model, protocol, run_id: log.id(), duration_ms: elapsedMs() }),
      error,
      offset: 0,
      isForFile: false,
      isJson: false,
      notes: [
        ...log.notes(),
        ...[(isRunning ? describePhase() : undefined) ?? []].flat(),
        ...(error ? [asClause(error.message)] : []),
      ],
    };
  };
  const finish = async () => {
    await log.opened;
    const { signal } = controller;
    const checked = await runAsOneChange(
      { id: log.id(), check: given.check, rows, signal, onPhase },
      context,
      (change) => {
        phase = undefined;
        return runItems(plan, { given, rows, signal, client, context, change });
      },
    );
    const { error } = checked;
    const ended = outcome(false, checked);
    log.replace(ended.completion);
    await log.end({
      receipt: ended.receipt,
      errorKind: error?.kind ?? null,
      errorMessage: error?.message ?? null,
    });
    return ended;
  };
  log.onCancel(() => controller.abort());
  const run: ActiveRun = {
    id: log.id,
    opened: log.opened,
    view: {
      state: () => describePhase() ?? String(rows.length),
      describe: (maxCharacters) => {
        const waiting = describePhase();
        if (waiting !== undefined) return waiting.slice(0, maxCharacters);
        const failed = rows.filter(({ state }) => state === 'failed').length;
        const last = rows.at(-1)?.path ?? '';
        const head = `${rows.length} of ${items.length} files · ${failed} failed · ${Math.round(elapsedMs() / 1000)} s`;
        return `${head} · ${last}`.slice(0, maxCharacters);
      },
    },
    done: finish(),
    soFar() {
      const soFar = outcome(true);
      reported = rows.length;
      return soFar;
    },
    cancel: () => controller.abort(),
  };
  context.active.add(run);
  return run;
}
