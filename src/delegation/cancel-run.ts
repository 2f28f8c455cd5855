import { outcomeOf, type Outcome } from './outcome.ts';
import type { DelegationContext } from './start-run.ts';

/** Its writer hears of it within 200 ms, and upstream is let go within a second. */
const PATIENCE_MS = 3000;

/**
 * Stops a run, in whatever process it is. One that has ended already is left as it is.
 *
 * @returns How the run stands then, with all of its text.
 * @throws {DelegateError} `input` for an unknown run.
 */
export async function cancelRun(
  id: string,
  signal: AbortSignal,
  { active, runs }: DelegationContext,
): Promise<Outcome> {
  const own = active.get(id);
  if (own) {
    own.cancel();
    return own.done;
  }
  if ((await runs.read(id)).state === 'running') await runs.requestCancel(id);
  return outcomeOf(await runs.follow(id, { signal, waitMs: PATIENCE_MS, untilEnd: true, characters: 0 }));
}
