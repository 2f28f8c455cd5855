import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { refuseOtherModel } from '../../config/models.ts';
import { withNeededReasoning } from '../../conversations/trim.ts';
import type { OpenedRun, RunSnapshot } from '../../runs/store.ts';
import type { ActiveRun } from './active-runs.ts';
import { refuseItemAlone } from '../checks/find-check.ts';
import { withoutOpenRound } from '../checks/rounds.ts';
import type { DelegationContext } from '../context.ts';
import { continuationTurns } from './continuation.ts';
import { planDestination } from '../destination/destination.ts';
import { requireDestination } from '../destination/stored-destination.ts';
import { parseFanOut } from '../fan-out/stored.ts';
import { createJsonCheck } from '../json/check.ts';
import { outcomeOf, type Outcome } from '../present/outcome.ts';
import { markUndone } from '../undo/mark-undone.ts';
import { finishChange } from '../undo/finish-changes.ts';
import { resumeRunLog, withOffset } from './run-log.ts';
import { startRun } from './run.ts';
import { waitFor, type CallOptions } from './wait.ts';
import { watchElsewhere } from './watch.ts';

export interface ResumeOptions extends CallOptions {
  /** Characters of the text that the caller has; where the last result ended, where this is undefined. */
  readonly offset?: number | undefined;
}

/**
 * Resumes a run: waits for one that is being written, in whatever process; asks upstream for the rest of one that
 * is incomplete; and returns the text of one that is complete.
 *
 * @throws {DelegateError} `input` for an unknown run, or what a new run throws.
 */
export async function resumeRun(
  id: string,
  options: ResumeOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const { runs } = context;
  // It is read once: what follows reads on from there.
  using run = await runs.open(id);
  const { start } = await run.snapshot();
  // The report of a fan-out is another one each time, so it is returned as a whole.
  if (parseFanOut(start.destination)) {
    return { ...(await proceed(run, options, context)), offset: options.offset ?? 0 };
  }
  const delivered = options.offset ?? (await runs.delivered(id));
  return withOffset(await proceed(run, options, context), delivered, start.request, {
    runs,
    signal: options.signal,
  });
}

async function proceed(run: OpenedRun, options: CallOptions, context: DelegationContext): Promise<Outcome> {
  const own = context.active.get(run.id);
  if (own) return waitFor(own, options);
  return (await watchElsewhere(run, options)) ?? (await restart(run, options, context));
}

/** Resumes a run that nobody writes. */
async function restart(run: OpenedRun, options: CallOptions, context: DelegationContext): Promise<Outcome> {
  const before = await run.snapshot();
  // A text with a hole must not be continued.
  if (before.isDamaged || hasNoRest(before)) {
    return markUndone(outcomeOf(before), run.id, context.config.settings.stateDir);
  }
  const fanOut = parseFanOut(before.start.destination);
  if (fanOut) {
    const { resumeFanOut } = await import('../fan-out/run.ts');
    return resumeFanOut(run, fanOut, options, context);
  }
  let active: ActiveRun;
  try {
    active = await takeUp(run, before, context, options);
  } catch (error) {
    // Another call was faster, perhaps in another process: this one waits for what that brings.
    if ((await run.snapshot()).state !== 'running') throw error;
    return proceed(run, options, context);
  }
  return waitFor(active, options);
}

/** Complete, or all said and not usable: there is nothing to ask for. Wrong JSON is asked for again. */
function hasNoRest({ end, start }: RunSnapshot): boolean {
  if (end?.receipt.status === 'complete') return true;
  const isJson = start.request.response_format === 'json';
  return !isJson && end?.errorKind === 'malformed' && end.receipt.finish_reason === 'stop';
}

async function takeUp(
  run: OpenedRun,
  { id, start }: RunSnapshot,
  context: DelegationContext,
  { client, onEvent, signal }: CallOptions,
): Promise<ActiveRun> {
  const destination = requireDestination(id, start.destination);
  // All that can fail comes before the run is taken over.
  refuseOtherModel(start.request.model, context.config.settings);
  if (destination.edits) {
    refuseItemAlone(destination.edits);
    await finishChange(id, context.config.settings, signal);
  }
  const plan = await planDestination(destination, context);
  const isJson = start.request.response_format === 'json';
  const check = isJson ? await createJsonCheck(destination.json_schema ?? undefined) : undefined;
  context.ledger.check();
  const { snapshot, writer } = await run.resume();
  const completion = destination.edits ? withoutOpenRound(snapshot.answer) : snapshot.answer;
  if (completion !== snapshot.answer) writer.replace(completion);
  if (destination.explore) {
    const { resumeExploring } = await import('../explore/resume.ts');
    const kept = resumeExploring({ ...snapshot, answer: completion }, writer);
    const prepared = { request: start.request, check, plan, title: start.title, notes: [], skipped: [] };
    const log = resumeRunLog(context.runs, writer);
    return startRun(prepared, { log, kept, rounds: snapshot.rounds, client, onEvent }, context);
  }
  // Wrong JSON that came to its end has no rest: it is asked for again.
  const hasText = completion.text.trim() !== '' && !(isJson && completion.finish_reason === 'stop');
  const isAnswered = destination.edits !== null && completion.finish_reason === 'stop';
  const request = hasText && !isAnswered ? withContinuation(start.request, completion) : start.request;
  const kept = hasText ? completion : { ...EMPTY_COMPLETION, usage: completion.usage };
  // Thoughts without a text cannot be continued: they would be there twice.
  if (!hasText) writer.replace(kept);
  if (!isAnswered) writer.noteContinuation(request);
  const log = resumeRunLog(context.runs, writer);
  return startRun(
    { request, check, plan, title: start.title, notes: [], skipped: [] },
    { log, kept, client, onEvent },
    context,
  );
}

function withContinuation(request: ChatRequest, completion: Completion): ChatRequest {
  const turns = [...request.messages, ...continuationTurns(completion, request)];
  const offersTools = (request.tools?.length ?? 0) > 0;
  return { ...request, messages: withNeededReasoning(turns, { offersTools }) };
}
