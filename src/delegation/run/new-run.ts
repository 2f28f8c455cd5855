import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import type { Outcome } from '../present/outcome.ts';
import { prepare, type PreparedRun, type PrepareOptions } from '../prepare/prepare.ts';
import { openRunLog, recordDelivered } from './run-log.ts';
import { startRun } from './run.ts';
import { waitFor, type CallOptions } from './wait.ts';

interface NewRunOptions extends CallOptions, PrepareOptions {
  /** Called before anything is sent. */
  readonly onPrepared?: (prepared: PreparedRun) => void;
}

/**
 * Starts a run for one completion, and waits for it as long as the caller will.
 *
 * @throws {DelegateError} Of kind `input` or `configuration`, before anything is sent.
 */
export async function newRun(
  given: ChatArguments,
  options: NewRunOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const prepared = await prepare(given, context, options);
  const { request, plan, title } = prepared;
  context.ledger.check();
  options.onPrepared?.(prepared);
  const { model, protocol } = request;
  const isDetached = options.onDetached !== undefined;
  const start = { model, protocol, title, request, destination: plan.destination, isDetached };
  const log = openRunLog(context.runs, start);
  const run = startRun(prepared, { log, client: options.client, onEvent: options.onEvent }, context);
  const outcome = await waitFor(run, options);
  if (outcome.receipt.status !== 'complete' && !isDetached) {
    await recordDelivered(outcome, request, { signal: options.signal, runs: context.runs });
  }
  return outcome;
}
