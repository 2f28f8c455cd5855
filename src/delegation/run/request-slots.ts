/** Bounds the requests that one process has under way at once; more wait, first come, first served. */
export interface RequestSlots {
  /**
   * @param signal - Stops waiting: the request that then starts sees the same signal, and ends at once.
   * @returns A function that frees the slot; to be called once.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createRequestSlots(most: number): RequestSlots {
  let taken = 0;
  const waiting = new Set<() => void>();
  const release = () => {
    const [next] = waiting;
    // The slot passes on: whoever waits longest has it, and nobody who comes now can be faster.
    if (next) next();
    else taken -= 1;
  };
  return {
    async take(signal) {
      if (taken < most) {
        taken += 1;
        return release;
      }
      return new Promise((resolve) => {
        const leave = () => {
          waiting.delete(start);
          signal.removeEventListener('abort', giveUp);
        };
        const start = () => {
          leave();
          resolve(release);
        };
        const giveUp = () => {
          leave();
          resolve(() => undefined);
        };
        waiting.add(start);
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
