import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenRun } from './open-run.ts';
import type { RunSnapshot } from './run.ts';
import { readState, toSnapshot } from './snapshot.ts';

const POLL_MS = 100;

export interface FollowOptions {
  /** Stops waiting; what is there by then is returned. */
  readonly signal: AbortSignal;
  /** How long to wait at most. */
  readonly waitMs: number;
  /** Whether to wait for the end whatever the number of characters. */
  readonly untilEnd: boolean;
  /** Characters of text that the caller has already. */
  readonly characters: number;
  /** Called after each time that something was added while waiting, at most ten times a second. */
  readonly onGrowth?: (snapshot: RunSnapshot) => void;
}

/** Polling, since notices of changed files do not come on network file systems, nor on all platforms. */
export async function watchRun(run: OpenRun, options: FollowOptions): Promise<RunSnapshot> {
  const { signal, waitMs, untilEnd, characters, onGrowth } = options;
  const deadline = performance.now() + waitMs;
  for (let hasGrown = await run.readMore(); ; hasGrown = await run.readMore()) {
    const state = await readState(run);
    if (hasGrown) onGrowth?.(toSnapshot(run, state));
    const hasNews = !untilEnd && run.replay.characters() > characters;
    const remainingMs = deadline - performance.now();
    if (state !== 'running' || hasNews || signal.aborted || remainingMs <= 0) return toSnapshot(run, state);
    await sleep(Math.min(POLL_MS, remainingMs), undefined, { signal }).catch(() => undefined);
  }
}
