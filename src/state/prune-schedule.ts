import { statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const INTERVAL_MS = 3600 * 1000;
/** A call is under way: what is removed can wait until it waits for upstream. */
const DELAY_MS = 300;

/** When this process last checked whether to prune. */
const lookedAtMs = new Map<string, number>();

/**
 * Prunes one kind of files soon, unless a process did within the last hour. Nobody waits for it, and what could not be
 * removed is found again.
 */
export function pruneSometimes(stateDir: string, kind: string, prune: () => Promise<void>): void {
  const folder = path.join(stateDir, kind);
  const now = performance.now();
  const last = lookedAtMs.get(folder);
  if (last !== undefined && now - last < INTERVAL_MS) return;
  lookedAtMs.set(folder, now);
  setTimeout(() => void pruneIfDue(folder, prune).catch(() => undefined), DELAY_MS).unref();
}

async function pruneIfDue(folder: string, prune: () => Promise<void>): Promise<void> {
  const stamp = path.join(folder, '.pruned');
  const { mtimeMs } = statSync(stamp, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  if (Date.now() - mtimeMs < INTERVAL_MS) return;
  await prune();
  // Only a pass that came to its end counts: short-lived processes do one together.
  writeFileSync(stamp, '', { mode: 0o600 });
  utimesSync(stamp, new Date(), new Date());
}
