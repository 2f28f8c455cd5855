import type { Config } from '../config.ts';
import type { ChatEvent, ChatRequest } from '../runapi/chat.ts';
import type { Gateway } from '../runapi/client.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import { BLANK_ANSWER, startAnswer, type Answer } from './answer.ts';
import { ask, type Reply } from './ask.ts';
import type { Budget } from './budget.ts';
import type { ConversationStore } from './conversations/store.ts';
import type { FollowUpPlan } from './follow-up.ts';
import type { JsonCheck } from './json-answer.ts';
import { askForJson, checkJoined } from './json-repair.ts';
import type { Outcome } from './outcome.ts';
import { startProgress, type ProgressMeter } from './progress.ts';
import { judge, type Receipt } from './receipt.ts';
import type { RunLog } from './run-log.ts';
import { joinAnswers } from './runs/join-answers.ts';
import type { RunStore } from './runs/store.ts';

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
  readonly kept?: Answer;
  /** Called with each event as it arrives, in order. */
  readonly onEvent?: ((event: ChatEvent) => void) | undefined;
}

/** Sends the request; from here on the run goes on whether anybody waits for it or not. */
export function startRun(job: Job, context: DelegationContext): ActiveRun {
  const { request, log } = job;
  const meter = startProgress();
  const controller = new AbortController();
  log.writer?.cancelRequested.addEventListener('abort', () => controller.abort(), { once: true });
  const live = followAnswer(job);
  const run: ActiveRun = {
    id: log.writer?.id ?? null,
    view: meter,
    done: carryOut(job, { context, meter, live, signal: controller.signal }),
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
      notes: [...job.notes, ...log.notes],
    }),
    cancel: () => controller.abort(),
  };
  context.active.add(run);
  return run;
}

interface LiveAnswer {
  readonly onEvent: (event: ChatEvent) => void;
  /** The answer begins anew with what is given. */
  readonly restart: (begun: Answer) => void;
  readonly answer: () => Answer;
}

/** Keeps what arrives: in memory for those who ask, on disk for those who come later. */
function followAnswer({ kept = BLANK_ANSWER, log, onEvent }: Job): LiveAnswer {
  let base = kept;
  let builder = startAnswer();
  return {
    onEvent(event) {
      builder.add(event);
      log.writer?.append(event);
      onEvent?.(event);
    },
    restart(begun) {
      base = begun;
      builder = startAnswer();
      log.writer?.replace(begun);
    },
    answer: () => joinAnswers([base, builder.build()]),
  };
}

interface Progressing {
  readonly context: DelegationContext;
  readonly meter: ProgressMeter;
  readonly live: LiveAnswer;
  readonly signal: AbortSignal;
}

async function carryOut(job: Job, { context, meter, live, signal }: Progressing): Promise<Outcome> {
  const { request, log, plan, kept, notes } = job;
  const { writer } = log;
  try {
    const options = { ...context, meter, signal, keptText: kept?.text, onEvent: live.onEvent };
    const { answer, error } = await complete(job, options, live);
    const hasReceived = Boolean(answer.text || answer.reasoning || answer.toolCalls.length > 0);
    const verdict = judge(answer.finishReason, error, hasReceived);
    const done = await plan.carryOut(answer, {
      isWhole: verdict.status === 'complete',
      model: request.model,
    });
    const receipt: Receipt = {
      ...receiptOf(request, meter, log),
      ...verdict,
      usage: answer.usage,
      conversation_id: done.conversationId,
      request_id: meter.requestId() ?? error?.requestId ?? null,
      saved_to: done.savedTo,
      files: plan.followUp.files,
    };
    const failure = error ?? done.error;
    await writer?.end({
      receipt,
      errorKind: failure?.kind ?? null,
      errorMessage: failure?.message ?? null,
    });
    const problem = writer?.problem();
    const behind = problem ? ['the text on disk is not all of it'] : [];
    return {
      answer,
      receipt,
      error: failure,
      offset: 0,
      notes: [...notes, ...log.notes, ...done.notes, ...behind],
    };
  } catch (error) {
    // Nothing was sent: there is nothing to come back for.
    await writer?.end({
      receipt: { ...receiptOf(request, meter, log), status: 'failed' },
      errorKind: 'input',
      errorMessage: null,
    });
    if (writer && !kept) await context.runs.remove(writer.id).catch(() => undefined);
    throw error;
  }
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

function join(kept: Answer, { answer, error }: Reply): Reply {
  const joined = joinAnswers([kept, answer]);
  // A model that has nothing to add says so by an empty answer.
  const isWhole = error?.kind === 'empty' && answer.finishReason === 'stop' && kept.text.trim() !== '';
  return { answer: joined, error: isWhole ? undefined : error };
}

/** What is known of a run at any time. */
function receiptOf({ model, protocol }: ChatRequest, meter: ProgressMeter, { writer }: RunLog): Receipt {
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
    run_id: writer?.id ?? null,
    conversation_id: null,
    request_id: meter.requestId(),
    saved_to: null,
    files: null,
  };
}
