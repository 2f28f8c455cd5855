import type { ActiveRun } from './active-runs.ts';
import type { Outcome } from './outcome.ts';

export interface WaitOptions {
  /** Cancels the run: a caller that goes away does not want what it costs any more. */
  readonly signal: AbortSignal;
  /** After this long, what there is so far is handed over and the run goes on; undefined waits for the end. */
  readonly waitMs?: number | undefined;
}

/** Waits for the end of a run, as long as the caller will. */
export async function waitFor(run: ActiveRun, { signal, waitMs }: WaitOptions): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<undefined>((resolve) => {
    if (waitMs !== undefined) timer = setTimeout(resolve, waitMs, undefined);
  });
  if (signal.aborted) run.cancel();
  signal.addEventListener('abort', run.cancel, { once: true });
  try {
    const outcome = await Promise.race([run.done, elapsed]);
    if (outcome) return outcome;
    // Where nobody can come back, the text so far would be all that the caller ever gets.
    return run.id() === null ? await run.done : run.soFar();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', run.cancel);
  }
}
