import type { Fault } from './errors/fault.ts';

export interface Watch {
  /** Aborts when the caller stops, when nothing arrives for too long, or at the deadline. */
  readonly signal: AbortSignal;
  /** Why `signal` was aborted; undefined as long as it was not. */
  readonly fault: () => Fault | undefined;
  /** Starts or restarts the idle timeout. */
  readonly rearm: () => void;
  /** Suspends the idle timeout while this process is what takes the time; `rearm` starts it again. */
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
  let hasArrived = false;
  const stall = () => {
    if (!hasArrived && idle) stop({ type: 'stalled', idleMs: idleTimeoutMs });
  };
  // Where this process was busy for longer than the timeout, what has arrived meanwhile is read first.
  const checkIdle = () => {
    hasArrived = false;
    setImmediate(stall);
  };
  const startIdle = () => setTimeout(checkIdle, idleTimeoutMs);
  let idle: NodeJS.Timeout | undefined;
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    fault: () => fault,
    // Refreshing is far cheaper than a new timer, and this runs for every chunk.
    rearm: () => {
      hasArrived = true;
      if (idle) idle.refresh();
      else idle = startIdle();
    },
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
