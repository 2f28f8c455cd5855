import { outcomeOf, type Outcome } from '../present/outcome.ts';
import { withTail, type ProgressView } from './progress.ts';
import type { OpenedRun, RunSnapshot } from '../../runs/store.ts';
import type { CallOptions } from './wait.ts';

const ONE_DAY_MS = 24 * 3600 * 1000;

/**
 * Watches a run that another process writes.
 *
 * @returns Undefined for a run that nobody writes, be it from the beginning or from some moment on without its end.
 */
export async function watchElsewhere(
  run: OpenedRun,
  { signal, waitMs = ONE_DAY_MS, onStart }: CallOptions,
): Promise<Outcome | undefined> {
  const before = await run.snapshot();
  if (before.state !== 'running') return undefined;
  let latest = before;
  onStart?.(viewOf(() => latest));
  const snapshot = await run.follow({
    signal,
    waitMs,
    untilEnd: true,
    characters: 0,
    onGrowth: (grown) => (latest = grown),
  });
  if (snapshot.state === 'orphaned') return undefined;
  const mayCancel = signal.aborted && !snapshot.start.isDetached;
  if (snapshot.state === 'running' && mayCancel) await run.requestCancel();
  return outcomeOf(snapshot);
}

function viewOf(read: () => RunSnapshot): ProgressView {
  const since = performance.now();
  return {
    state: () => String(read().answer.text.length),
    describe(maxCharacters) {
      const { text } = read().answer;
      const seconds = Math.round((performance.now() - since) / 1000);
      const head = `written by another process · ${text.length} characters · ${seconds} s`;
      return withTail(head, text, maxCharacters);
    },
  };
}
