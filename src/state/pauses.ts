import { setTimeout as sleep } from 'node:timers/promises';

const WORK_MS = 10;
const PAUSE_MS = 40;

/**
 * For housekeeping in small steps: called between two steps, it waits whenever some milliseconds were worked. The
 * pauses do not keep a process from its end; then the rest of the work is not done.
 */
export function startPauses(): () => Promise<void> {
  let workedSince = performance.now();
  return async () => {
    if (performance.now() - workedSince < WORK_MS) return;
    await sleep(PAUSE_MS, undefined, { ref: false });
    workedSince = performance.now();
  };
}
