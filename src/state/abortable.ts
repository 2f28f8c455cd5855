import { once } from 'node:events';

/** Waits for something that goes on by itself, until the signal ends the wait. @throws The signal's reason. */
export async function abortable(
  promise: Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  if (!promise || !signal) return promise;
  const listening = new AbortController();
  const aborted = once(signal, 'abort', { signal: listening.signal }).then(
    () => signal.throwIfAborted(),
    () => undefined,
  );
  try {
    await Promise.race([promise, aborted]);
  } finally {
    listening.abort();
  }
}
