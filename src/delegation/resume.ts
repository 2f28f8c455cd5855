import type { ChatMessage } from '../chat/message.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { ActiveRun } from './active-runs.ts';
import { EMPTY_COMPLETION, toAssistantMessage, type Completion } from '../chat/completion.ts';
import { withNeededReasoning } from '../conversations/trim.ts';
import type { DelegateOptions } from './delegate.ts';
import { continueFanOut } from './fan-out/run.ts';
import { parseFanOut } from './fan-out/plan.ts';
import { followElsewhere } from './watch.ts';
import { parseFollowUp, planFollowUp } from './destination.ts';
import { createJsonCheck } from './json/check.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { continueRunLog, handOver } from './run-log.ts';
import type { RunSnapshot } from '../runs/store.ts';
import { startRun, type DelegationContext } from './run.ts';
import { waitFor } from './wait.ts';

export interface ContinueOptions extends DelegateOptions {
  /** Characters of the text that the caller has; what it was given last, where this is undefined. */
  readonly offset?: number | undefined;
}

/**
 * Goes on with a run: waits for one that is being written, in whatever process; asks upstream for the rest of
 * one that is incomplete; and gives the text of one that is whole.
 *
 * @throws {DelegateError} `input` for an unknown run, or what {@link delegate} throws.
 */
export async function continueRun(
  id: string,
  options: ContinueOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const { runs } = context;
  const { start } = await runs.read(id);
  // The report of a fan-out is another one each time, so it is given as a whole.
  if (parseFanOut(start.followUp))
    return { ...(await proceed(id, options, context)), offset: options.offset ?? 0 };
  const given = options.offset ?? (await runs.delivered(id));
  return handOver(await proceed(id, options, context), given, start.request, {
    runs,
    signal: options.signal,
  });
}

async function proceed(id: string, options: DelegateOptions, context: DelegationContext): Promise<Outcome> {
  const own = context.active.get(id);
  if (own) return attach(own, options);
  return (await followElsewhere(id, options, context)) ?? (await goOn(id, options, context));
}

function attach(run: ActiveRun, options: DelegateOptions): Promise<Outcome> {
  options.onStart?.(run.view);
  return waitFor(run, options);
}

/** Goes on with a run that nobody writes. */
async function goOn(id: string, options: DelegateOptions, context: DelegationContext): Promise<Outcome> {
  const before = await context.runs.read(id);
  if (before.end?.receipt.status === 'complete') return outcomeOf(before);
  const fanOut = parseFanOut(before.start.followUp);
  if (fanOut) return continueFanOut(id, fanOut, options, context);
  let run: ActiveRun;
  try {
    run = await resume(before, context, options);
  } catch (error) {
    // Another call was faster, perhaps in another process: what it brings is waited for.
    if ((await context.runs.read(id)).state !== 'running') throw error;
    return proceed(id, options, context);
  }
  return attach(run, options);
}

async function resume(
  { id, start }: RunSnapshot,
  context: DelegationContext,
  { onEvent }: DelegateOptions,
): Promise<ActiveRun> {
  const followUp = parseFollowUp(start.followUp);
  // All that can fail comes before the run is taken over.
  const plan = await planFollowUp(followUp, context);
  const check =
    start.request.response_format === 'json'
      ? await createJsonCheck(followUp.json_schema ?? undefined)
      : undefined;
  context.budget.check();
  const { snapshot, writer } = await context.runs.resume(id);
  const { answer } = snapshot;
  // Wrong JSON that came to its end is not gone on with: it is asked for again.
  const isFinished = start.request.response_format === 'json' && answer.finish_reason === 'stop';
  const hasText = answer.text.trim() !== '' && !isFinished;
  const request = hasText ? withContinuation(start.request, answer) : start.request;
  const kept = hasText ? answer : { ...EMPTY_COMPLETION, usage: answer.usage };
  // Thoughts without a text are not gone on with: they would be there twice.
  if (!hasText) writer.replace(kept);
  writer.noteContinuation(request);
  const log = continueRunLog(context.runs, writer);
  return startRun({ request, check, plan, log, notes: [], kept, onEvent }, context);
}

const CONTINUE =
  'Your answer was cut off. Continue it from exactly where it stopped, with the very next character: repeat nothing, and write no introduction.';

function withContinuation(request: ChatRequest, answer: Completion): ChatRequest {
  const { tool_calls: _calls, ...said } = toAssistantMessage(answer);
  const turns: ChatMessage[] = [...request.messages, said, { role: 'user', content: CONTINUE }];
  const offersTools = (request.tools?.length ?? 0) > 0;
  return { ...request, messages: withNeededReasoning(turns, { offersTools }) };
}
