import { setTimeout as sleep } from 'node:timers/promises';
import { DelegateError } from '../errors.ts';

/** The first attempt and two more. */
const MAX_ATTEMPTS = 3;
/** The longest wait that `Retry-After` may ask for; above it the error names the wait. */
const MAX_RETRY_AFTER_MS = 20_000;
const FIRST_DELAY_MS = 500;

export interface RetryOptions {
  signal: AbortSignal;
  /** Called before each attempt with its number, from 1. */
  onAttempt: (attempt: number) => void;
  /** Called before each wait. */
  onDelay: (delayMs: number, reason: DelegateError) => void;
}

/**
 * Runs `attempt` until it succeeds, for as long as it fails with a retryable {@link DelegateError}: three
 * times at the most. It must fail before anything of the answer was received.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let number = 1; ; number += 1) {
    options.onAttempt(number);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DelegateError) || !error.retryable || number === MAX_ATTEMPTS) throw error;
      const delayMs = error.retryAfterMs ?? backoff(number);
      if (delayMs > MAX_RETRY_AFTER_MS) throw error;
      options.onDelay(delayMs, error);
      await sleep(delayMs, undefined, { signal: options.signal });
    }
  }
}

/** Half a second, then a whole one, each with up to a quarter taken off, so that parallel calls do not return as one. */
function backoff(attempt: number): number {
  return FIRST_DELAY_MS * 2 ** (attempt - 1) * (1 - Math.random() / 4);
}

/** `Retry-After` in milliseconds, from seconds or from a date; undefined where it is absent or nonsense. */
export function parseRetryAfter(value: string | null | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  const seconds = Number(value);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
