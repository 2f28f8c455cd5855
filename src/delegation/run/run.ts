import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { startExploration, usageSoFar } from '../explore/exploration.ts';
import type { ActiveRun } from './active-runs.ts';
import type { DelegationContext } from '../context.ts';
import { hasReceived, startLiveCompletion } from './live-completion.ts';
import type { Outcome } from '../present/outcome.ts';
import type { PreparedRun } from '../prepare/prepare.ts';
import { startProgress } from './progress.ts';
import { judge, measured, toReceipt } from '../present/receipt.ts';
import { keptId, receive, type Received, type Running, type StartOptions } from './receive.ts';

/** Sends the request; from here on the run continues whether anybody waits for it or not. */
export function startRun(
  prepared: PreparedRun,
  options: StartOptions,
  context: DelegationContext,
): ActiveRun {
  const { log } = options;
  const meter = startProgress();
  const live = startLiveCompletion();
  const controller = new AbortController();
  log.onCancel(() => controller.abort());
  const { explore, files } = prepared.plan.destination;
  const exploration = explore
    ? startExploration(explore, { files: files ?? [], earlier: options.rounds ?? [] })
    : undefined;
  const { signal } = controller;
  const running: Running = { prepared, options, context, live, meter, signal, exploration };
  const run: ActiveRun = {
    id: log.id,
    opened: log.opened,
    view: meter,
    done: finish(running),
    soFar: () => soFar(running),
    cancel: () => controller.abort(),
  };
  context.active.add(run);
  return run;
}

function soFar(running: Running): Outcome {
  const { prepared, options, live, meter, exploration } = running;
  const { log } = options;
  log.flush();
  const completion = live.current();
  const { conversation, files } = prepared.plan.destination;
  return {
    // Whether what it writes is its answer is known at the end.
    completion: exploration ? EMPTY_COMPLETION : completion,
    receipt: toReceipt({
      ...measured(prepared.request, meter),
      status: 'running',
      usage: exploration ? usageSoFar(completion, exploration) : completion.usage,
      explored: exploration?.receipt() ?? null,
      run_id: log.id(),
      conversation_id: conversation?.id ?? null,
      files,
    }),
    error: undefined,
    notes: [...prepared.notes, ...log.notes(), ...activityOf(running)],
    ...shape(prepared),
  };
}

const ACTIVITY_CHARACTERS = 100;

/** What it is at, where its text does not show that. */
function activityOf({ meter, exploration }: Running): string[] {
  const activity = exploration ? meter.describe(ACTIVITY_CHARACTERS) : meter.describeCheck();
  return activity === undefined ? [] : [activity];
}

function shape({ request, plan }: PreparedRun): Pick<Outcome, 'offset' | 'isForFile' | 'isJson'> {
  return {
    offset: 0,
    isForFile: plan.destination.save !== null || plan.edits !== undefined,
    isJson: request.response_format === 'json',
  };
}

/** Completes the run, delivers what it brought, and records how it ended. */
async function finish(running: Running): Promise<Outcome> {
  const { prepared, options, context, meter } = running;
  const { log, kept } = options;
  let outcome: Outcome;
  try {
    outcome = await deliver(running, await receive(running));
  } catch (error) {
    const receipt = toReceipt({ ...measured(prepared.request, meter), status: 'failed' });
    const end = { receipt, errorKind: 'input', errorMessage: null } as const;
    // What arrived was paid for: its log stays, whatever could not be done with it.
    const isPaidFor = kept !== undefined || meter.timeToFirstTokenMs() !== null;
    await (isPaidFor ? log.end(end) : log.discard(end));
    throw error;
  }
  // The answer may be faster than the disk; whether there is a log belongs to the receipt.
  await log.opened;
  const { error } = outcome;
  const receipt = { ...outcome.receipt, run_id: log.id() };
  // What the caller is given is on disk first: after a crash it must not be bought again.
  await log.end({ receipt, errorKind: error?.kind ?? null, errorMessage: error?.message ?? null });
  const notes = [...prepared.notes, ...log.notes(), ...outcome.notes, ...spending(context)];
  return { ...outcome, receipt, notes };
}

function spending({ ledger }: DelegationContext): string[] {
  const problem = ledger.problem();
  return [...ledger.warnings(), ...(problem === undefined ? [] : [problem])];
}

async function deliver(
  { prepared, options, meter, signal, exploration }: Running,
  { completion: received, error, cost }: Received,
): Promise<Outcome> {
  // Calls that were not answered are nothing that a caller could answer.
  const completion = exploration ? { ...received, tool_calls: [] } : received;
  const { request, plan } = prepared;
  const verdict = judge(
    completion.finish_reason,
    error,
    hasReceived(received) || Boolean(exploration?.rounds()),
  );
  const isWhole = verdict.status === 'complete';
  const delivered = await plan.deliver(completion, {
    isWhole,
    model: request.model,
    run_id: await keptId(options.log),
    signal,
    onWait: meter.onWait,
  });
  const receipt = toReceipt({
    ...measured(request, meter),
    ...verdict,
    ...(delivered.isShrunk && {
      status: 'incomplete',
      incomplete_reason: 'the answer would remove most of the file',
    }),
    usage: exploration ? usageSoFar(received, exploration) : received.usage,
    conversation_id: delivered.conversation_id,
    request_id: meter.requestId() ?? error?.requestId ?? null,
    saved_to: delivered.saved_to,
    files: plan.destination.files,
    edited: delivered.edited,
    check: plan.edits?.checked() ?? null,
    explored: exploration?.receipt() ?? null,
    cost,
  });
  return {
    completion,
    receipt,
    error: error ?? delivered.error,
    notes: delivered.notes,
    ...shape(prepared),
  };
}
