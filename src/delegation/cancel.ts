import { outcomeOf, type Outcome } from './outcome.ts';
import { handOver } from './run-log.ts';
import type { DelegationContext } from './run.ts';

/** Its writer hears of it within 200 ms, and upstream is let go within a second. */
const PATIENCE_MS = 3000;

export interface CancelOptions {
  /** Stops the waiting for the end. */
  readonly signal: AbortSignal;
  /** Characters of the text that the caller has; what it was given last, where this is undefined. */
  readonly offset?: number | undefined;
}

/**
 * Stops a run, in whatever process it is. One that has ended already is left as it is.
 *
 * @returns How the run stands then.
 * @throws {DelegateError} `input` for an unknown run.
 */
export async function cancelRun(
  id: string,
  { signal, offset }: CancelOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const given = offset ?? (await context.runs.delivered(id));
  const { start } = await context.runs.read(id);
  const outcome = await stop(id, signal, context);
  return handOver(outcome, given, start.request, { runs: context.runs, signal });
}

async function stop(id: string, signal: AbortSignal, { active, runs }: DelegationContext): Promise<Outcome> {
  const own = active.get(id);
  if (own) {
    own.cancel();
    return own.done;
  }
  if ((await runs.read(id)).state === 'running') await runs.requestCancel(id);
  return outcomeOf(await runs.follow(id, { signal, waitMs: PATIENCE_MS, untilEnd: true, characters: 0 }));
}
