import type { ChatEvent } from '../chat/event.ts';
import type { Outcome } from './outcome.ts';
import { prepare } from './prepare.ts';
import type { ProgressView } from './progress.ts';
import { noteDelivered, openRunLog } from './run-log.ts';
import { startRun, type DelegationContext } from './run.ts';
import type { Task } from './task.ts';
import { waitFor, type WaitOptions } from './wait.ts';

export interface DelegateOptions extends WaitOptions {
  /** Called once at the start with a view that can be read at any time. */
  readonly onStart?: (view: ProgressView) => void;
  /** Called with each event as it arrives, in order. */
  readonly onEvent?: (event: ChatEvent) => void;
}

/**
 * Hands one task to the model, and waits for the answer as long as the caller will.
 *
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent. Whatever goes wrong
 *   later is in the outcome, with everything that was received.
 */
export async function delegate(
  task: Task,
  options: DelegateOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const prepared = await prepare(task, context, options.signal);
  const { request, plan, title } = prepared;
  context.budget.check();
  const { model, protocol } = request;
  const log = openRunLog(context.runs, { model, protocol, title, request, followUp: plan.followUp });
  const run = startRun({ ...prepared, log, onEvent: options.onEvent }, context);
  options.onStart?.(run.view);
  const outcome = await waitFor(run, options);
  if (outcome.receipt.status !== 'complete') {
    await noteDelivered(outcome, request, { signal: options.signal, runs: context.runs });
  }
  return outcome;
}
