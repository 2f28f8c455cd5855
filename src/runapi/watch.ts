import type { Fault } from './errors/fault.ts';

export interface Watch {
  /** Aborts when the caller stops, when nothing arrives for too long, or at the deadline. */
  readonly signal: AbortSignal;
  /** Why `signal` was aborted; undefined as long as it was not. */
  readonly fault: () => Fault | undefined;
  /** Restarts the idle timeout. */
  readonly rearm: () => void;
  /** Suspends the idle timeout while we wait ourselves, before a retry; `rearm` starts it again. */
  readonly pause: () => void;
  /** Ends the timers. What still runs on `signal` is aborted, unless the answer `isWhole` and may drain. */
  readonly end: (isWhole: boolean) => void;
}

interface WatchOptions {
  signal: AbortSignal;
  idleTimeoutMs: number;
  timeoutMs: number;
}

export function startWatch({ signal, idleTimeoutMs, timeoutMs }: WatchOptions): Watch {
  const controller = new AbortController();
  let fault: Fault | undefined;
  const stop = (reason: Fault) => {
    if (controller.signal.aborted) return;
    fault = reason;
    controller.abort();
  };
  const onAbort = () => stop({ type: 'aborted' });
  const deadline = setTimeout(() => stop({ type: 'timeout', timeoutMs }), timeoutMs);
  const startIdle = () => setTimeout(() => stop({ type: 'stalled', idleMs: idleTimeoutMs }), idleTimeoutMs);
  let idle: NodeJS.Timeout | undefined = startIdle();
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    fault: () => fault,
    // Refreshing is far cheaper than a new timer, and this runs for every chunk.
    rearm: () => void (idle ? idle.refresh() : (idle = startIdle())),
    pause: () => {
      clearTimeout(idle);
      idle = undefined;
    },
    end: (isWhole) => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(deadline);
      clearTimeout(idle);
      if (!isWhole) controller.abort();
    },
  };
}
