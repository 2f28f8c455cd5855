import { setImmediate as nextTurn } from 'node:timers/promises';

const WORK_MS = 8;

/** For long work in small steps: called between two steps, it lets others have their turn every few milliseconds. */
export function startTurns(): () => Promise<void> {
  let workedSince = performance.now();
  return async () => {
    if (performance.now() - workedSince < WORK_MS) return;
    await nextTurn();
    workedSince = performance.now();
  };
}
