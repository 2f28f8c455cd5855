import { setImmediate } from 'node:timers/promises';

/** For how long other calls may have to wait. */
const MAX_BUSY_MS = 10;

/** For loops that keep the process to themselves. @returns Lets others have a turn where it is due. */
export function createPause(): () => Promise<void> | undefined {
  let busySince = performance.now();
  const pause = async () => {
    await setImmediate();
    busySince = performance.now();
  };
  return () => (performance.now() - busySince > MAX_BUSY_MS ? pause() : undefined);
}
