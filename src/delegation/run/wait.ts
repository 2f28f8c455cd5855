import { setMaxListeners } from 'node:events';
import type { ChatEvent } from '../../chat/event.ts';
import type { ActiveRun } from './active-runs.ts';
import { joinWaiting } from './abandon.ts';
import type { Outcome } from '../present/outcome.ts';
import type { ProgressView } from './progress.ts';

export interface CallOptions {
  /** Whether the report of a fan-out names every file; by default the failed ones and some of the others. */
  readonly isReportWhole?: boolean | undefined;
  /** Cancels the run: a caller that left does not want to pay for it any more. */
  readonly signal: AbortSignal;
  /** After this long, the text so far is returned and the run continues; undefined waits for the end. */
  readonly waitMs?: number | undefined;
  /** Set in the worker of a detached run, to whose end nobody waits; called with the id, or null where it is not kept. */
  readonly onDetached?: ((id: string | null) => void) | undefined;
  /** How long the run continues once nobody waits for it, in milliseconds; to its end where it is undefined. */
  readonly abandonAfterMs?: number | undefined;
  /** Who asks, for the ledger: an MCP client's name; the command line where it is undefined. */
  readonly client?: string | undefined;
  /** Called once at the start with a view that can be read at any time. */
  readonly onStart?: (view: ProgressView) => void;
  /** Called with each event as it arrives, in order. */
  readonly onEvent?: (event: ChatEvent) => void;
}

/** Waits for the end of a run, as long as the caller will. */
export async function waitFor(
  run: ActiveRun,
  { signal, waitMs, onStart, onDetached, abandonAfterMs }: CallOptions,
): Promise<Outcome> {
  onStart?.(run.view);
  if (onDetached) void run.opened.then(() => onDetached(run.id()));
  const leave = joinWaiting(run, abandonAfterMs);
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<undefined>((resolve) => {
    if (waitMs !== undefined) timer = setTimeout(resolve, waitMs, undefined);
  });
  if (signal.aborted) run.cancel();
  // All items of a fan-out listen to the signal of their call.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', run.cancel, { once: true });
  try {
    const outcome = await Promise.race([run.done, elapsed]);
    if (outcome) return outcome;
    // Where nobody can come back, the text so far would be all that the caller ever gets.
    return run.id() === null ? await run.done : run.soFar();
  } finally {
    leave();
    clearTimeout(timer);
    signal.removeEventListener('abort', run.cancel);
  }
}
