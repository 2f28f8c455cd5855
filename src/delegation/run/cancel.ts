import type { DelegationContext } from '../context.ts';
import { outcomeOf, type Outcome } from '../present/outcome.ts';
import { withOffset } from './run-log.ts';

/** Its writer notices within 200 ms, and the request is aborted within a second. */
const PATIENCE_MS = 3000;

export interface CancelOptions {
  /** Stops waiting for the end. */
  readonly signal: AbortSignal;
  /** Characters of the text that the caller has; where the last result ended, where this is undefined. */
  readonly offset?: number | undefined;
}

/**
 * Stops a run, in whatever process it is. One that has ended already stays as it is.
 *
 * @returns The run as it is then.
 * @throws {DelegateError} `input` for an unknown run.
 */
export async function cancelRun(
  id: string,
  { signal, offset }: CancelOptions,
  context: DelegationContext,
): Promise<Outcome> {
  const { active, runs } = context;
  using run = await runs.open(id);
  const delivered = offset ?? (await runs.delivered(id));
  const { start, state } = await run.snapshot();
  const end = async () => {
    const own = active.get(id);
    if (own) {
      own.cancel();
      return own.done;
    }
    if (state === 'running') await run.requestCancel();
    return outcomeOf(await run.follow({ signal, waitMs: PATIENCE_MS, untilEnd: true, characters: 0 }));
  };
  const outcome = await end();
  // That it was cancelled is what the caller wanted.
  const error = outcome.error?.kind === 'aborted' ? undefined : outcome.error;
  return withOffset({ ...outcome, error }, delivered, start.request, { runs, signal });
}
