import { DelegateError } from '../../errors.ts';
import { toPerson } from '../voice.ts';

/** What was found about one thing. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly finding: string;
  /** What to do about it. */
  readonly next?: string;
  readonly error?: unknown;
}

/** A check that is under way: its name is shown while it is waited for. */
export interface PendingCheck {
  readonly name: string;
  readonly check: Promise<Check>;
}

export function done(check: Check): PendingCheck {
  return { name: check.name, check: Promise.resolve(check) };
}

/** @throws What is no DelegateError. */
export function failed(name: string, error: unknown, state: 'failed' | 'warning' = 'failed'): Check {
  if (!(error instanceof DelegateError)) throw error;
  const { what, nextForPerson } = error;
  return { name, state, finding: toPerson(what), next: toPerson(nextForPerson), error };
}
