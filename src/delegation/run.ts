import type { Config } from '../config/config.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { Gateway } from '../runapi/client.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import { EMPTY_COMPLETION, startCompletion, type Completion } from '../chat/completion.ts';
import { ask, type Reply } from './request.ts';
import type { Budget } from './budget.ts';
import type { ConversationStore } from '../conversations/store.ts';
import type { FollowUpPlan } from './destination.ts';
import type { JsonCheck } from './json/check.ts';
import { askForJson, checkJoined } from './json/repair.ts';
import type { Outcome } from './outcome.ts';
import { startProgress, type ProgressMeter } from './progress.ts';
import type { Receipt } from '../runs/receipt.ts';
import { judge } from './receipt.ts';
import type { RunLog } from './run-log.ts';
import { joinCompletions } from '../chat/join.ts';
import type { RunStore } from '../runs/store.ts';

/** What every delegation works with; one per process. */
export interface DelegationContext {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly budget: Budget;
  readonly runs: RunStore;
  readonly conversations: ConversationStore;
  readonly active: ActiveRuns;
}

/** One request that is ready to be sent. */
export interface Job {
  readonly request: ChatRequest;
  readonly check: JsonCheck | undefined;
  readonly plan: FollowUpPlan;
  readonly log: RunLog;
  readonly notes: readonly string[];
  /** What an earlier request brought of the same answer. */
  readonly kept?: Completion;
  /** Called with each event as it arrives, in order. */
  readonly onEvent?: ((event: ChatEvent) => void) | undefined;
}

/** Sends the request; from here on the run goes on whether anybody waits for it or not. */
export function startRun(job: Job, context: DelegationContext): ActiveRun {
  const { request, log } = job;
  const meter = startProgress();
  const controller = new AbortController();
  log.onCancel(() => controller.abort());
  const live = followAnswer(job);
  const { done, kept } = carryOut(job, { context, meter, live, signal: controller.signal });
  const run: ActiveRun = {
    id: log.id,
    view: meter,
    done,
    kept,
    soFar: () => ({
      answer: live.answer(),
      receipt: {
        ...receiptOf(request, meter, log),
        status: 'running',
        usage: live.answer().usage,
        conversation_id: job.plan.followUp.conversation?.id ?? null,
        files: job.plan.followUp.files,
      },
      error: undefined,
      offset: 0,
      notes: [...job.notes, ...log.notes()],
    }),
    cancel: () => controller.abort(),
  };
  context.active.add(run);
  return run;
}

interface LiveAnswer {
  readonly onEvent: (event: ChatEvent) => void;
  /** The answer begins anew with what is given. */
  readonly restart: (begun: Completion) => void;
  readonly answer: () => Completion;
}

/** Keeps what arrives: in memory for those who ask, on disk for those who come later. */
function followAnswer({ kept = EMPTY_COMPLETION, log, onEvent }: Job): LiveAnswer {
  let base = kept;
  let builder = startCompletion();
  return {
    onEvent(event) {
      builder.add(event);
      log.append(event);
      onEvent?.(event);
    },
    restart(begun) {
      base = begun;
      builder = startCompletion();
      log.replace(begun);
    },
    answer: () => joinCompletions([base, builder.build()]),
  };
}

interface Progressing {
  readonly context: DelegationContext;
  readonly meter: ProgressMeter;
  readonly live: LiveAnswer;
  readonly signal: AbortSignal;
}

/** Asks, and does with the answer what is to be done with it. */
function carryOut(job: Job, progressing: Progressing): Pick<ActiveRun, 'done' | 'kept'> {
  const { request, log, notes, kept: before } = job;
  const { meter } = progressing;
  const finish = async (): Promise<{ outcome: Outcome; isKept: Promise<void> }> => {
    let outcome: Outcome;
    try {
      outcome = await askAndFollowUp(job, progressing);
    } catch (error) {
      const receipt: Receipt = { ...receiptOf(request, meter, log), status: 'failed' };
      const end = { receipt, errorKind: 'input', errorMessage: null } as const;
      await (before ? log.end(end) : log.discard(end));
      throw error;
    }
    // The answer may be faster than the disk; whether there is a log belongs to the receipt.
    await log.opened;
    const receipt = { ...outcome.receipt, run_id: log.id() };
    const { error } = outcome;
    const isKept = log.end({
      receipt,
      errorKind: error?.kind ?? null,
      errorMessage: error?.message ?? null,
    });
    // Who has the whole answer need not wait for the disk; what has to be come back for is there first.
    if (receipt.status !== 'complete') await isKept;
    return {
      outcome: {
        ...outcome,
        receipt,
        notes: [...notes, ...log.notes(), ...outcome.notes],
      },
      isKept,
    };
  };
  const finished = finish();
  return { done: finished.then(({ outcome }) => outcome), kept: finished.then(({ isKept }) => isKept) };
}

async function askAndFollowUp(job: Job, { context, meter, live, signal }: Progressing): Promise<Outcome> {
  const { request, log, plan, kept } = job;
  const options = { ...context, meter, signal, keptText: kept?.text, onEvent: live.onEvent };
  const { answer, error } = await complete(job, options, live);
  const hasReceived = Boolean(answer.text || answer.reasoning || answer.tool_calls.length > 0);
  const verdict = judge(answer.finish_reason, error, hasReceived);
  const isWhole = verdict.status === 'complete';
  const done = await plan.carryOut(answer, { isWhole, model: request.model });
  const receipt: Receipt = {
    ...receiptOf(request, meter, log),
    ...verdict,
    usage: answer.usage,
    conversation_id: done.conversationId,
    request_id: meter.requestId() ?? error?.requestId ?? null,
    saved_to: done.savedTo,
    files: plan.followUp.files,
  };
  return { answer, receipt, error: error ?? done.error, offset: 0, notes: done.notes };
}

type CompleteOptions = Parameters<typeof ask>[1];

/** The whole answer, with what was kept of it before. */
async function complete(
  { request, check, kept }: Job,
  options: CompleteOptions,
  { restart }: LiveAnswer,
): Promise<Reply> {
  if (kept) {
    const reply = join(kept, await ask(request, options));
    if (!check) return reply;
    const checked = checkJoined(reply, check);
    restart(checked.answer);
    return checked;
  }
  if (!check) return ask(request, options);
  const reply = await askForJson(request, check, { ...options, onRestart: restart });
  // Without its fence, or the first of two: what was received is not what is handed over.
  restart(reply.answer);
  return reply;
}

function join(kept: Completion, { answer, error }: Reply): Reply {
  const joined = joinCompletions([kept, answer]);
  // A model that has nothing to add says so by an empty answer.
  const isWhole = error?.kind === 'empty' && answer.finish_reason === 'stop' && kept.text.trim() !== '';
  return { answer: joined, error: isWhole ? undefined : error };
}

/** What is known of a run at any time. */
function receiptOf({ model, protocol }: ChatRequest, meter: ProgressMeter, log: RunLog): Receipt {
  return {
    model,
    protocol,
    status: 'running',
    finish_reason: null,
    incomplete_reason: null,
    usage: null,
    attempts: meter.attempts(),
    duration_ms: meter.elapsedMs(),
    time_to_first_token_ms: meter.timeToFirstTokenMs(),
    run_id: log.id(),
    conversation_id: null,
    request_id: meter.requestId(),
    saved_to: null,
    files: null,
  };
}
