import { rmSync } from 'node:fs';
import { pruneSometimes } from '../state/prune-schedule.ts';
import { readEdges } from './list.ts';
import { logPath } from './log/log.ts';
import { prune } from './prune.ts';

export interface KeepOptions {
  /** Days after which runs are removed; 0: once the answer is returned. 7 by default. */
  readonly keepDays?: number | undefined;
  /** Most that all runs together may take. 256 MiB by default. */
  readonly maxBytes?: number;
}

/** Removes runs that are not kept any longer. */
export interface Housekeeping {
  /** Prunes the state folder soon, unless a process did within the last hour. */
  pruneSometimes(): void;
  prune(): Promise<void>;
  /** For a run whose whole answer a caller is given now. */
  markReturned(folder: string, id: string): void;
}

const DAY_MS = 24 * 3600 * 1000;
const DEFAULT_DAYS = 7;
const DEFAULT_BYTES = 256 * 1024 * 1024;
/** Where nothing is kept: time for the result to reach the caller, since a crash must not lose it. */
const RETURN_MS = 1000;

export function startHousekeeping(stateDir: string, { keepDays, maxBytes }: KeepOptions): Housekeeping {
  const days = keepDays ?? DEFAULT_DAYS;
  // Where nothing is kept, an incomplete run can still be resumed for a day.
  const limits = { maxAgeMs: Math.max(1, days) * DAY_MS, maxBytes: maxBytes ?? DEFAULT_BYTES };

  return {
    pruneSometimes: () => pruneSometimes(stateDir, 'runs', () => prune(stateDir, limits)),
    prune: () => prune(stateDir, limits),
    markReturned(folder, id) {
      if (days > 0) return;
      const remove = () => removeWhole(folder, id);
      process.once('exit', remove);
      setTimeout(() => {
        process.off('exit', remove);
        remove();
      }, RETURN_MS).unref();
    },
  };
}

/** What is not whole can be resumed, and a long answer is in a file of its own, whose path the caller has. */
function removeWhole(folder: string, id: string): void {
  try {
    if (readEdges({ folder, id })?.last.end.receipt.status === 'complete') rmSync(logPath(folder, id));
  } catch {
    // It is removed with those that are too old.
  }
}
