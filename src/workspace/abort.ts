import { DelegateError } from '../errors.ts';

/** @throws {DelegateError} `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new DelegateError('aborted', 'Interrupted while files were read; nothing was sent.', '', {
    cause: signal.reason,
  });
}
