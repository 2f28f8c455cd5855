import type { ActiveRun } from './active-runs.ts';

interface Waiting {
  count: number;
  timer: NodeJS.Timeout | undefined;
  isDone: boolean;
}

const waiting = new WeakMap<ActiveRun, Waiting>();

/**
 * Counts a caller that waits for a run. Once the last one has left, the run is cancelled after a time, unless
 * somebody comes back before.
 *
 * @param abandonAfterMs - Undefined for a run that continues whoever waits.
 * @returns To be called when the caller leaves.
 */
export function joinWaiting(run: ActiveRun, abandonAfterMs: number | undefined): () => void {
  if (abandonAfterMs === undefined) return () => undefined;
  const state = waiting.get(run) ?? { count: 0, timer: undefined, isDone: false };
  if (!waiting.has(run)) {
    waiting.set(run, state);
    const stop = () => {
      state.isDone = true;
      clearTimeout(state.timer);
    };
    run.done.then(stop, stop);
  }
  state.count += 1;
  clearTimeout(state.timer);
  return () => {
    state.count -= 1;
    if (state.count === 0 && !state.isDone) state.timer = setTimeout(run.cancel, abandonAfterMs).unref();
  };
}
