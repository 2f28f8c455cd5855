import type { RunSnapshot } from '../../runs/run.ts';
import type { RunPlace } from '../../runs/writer.ts';
import type { LiveRun, LiveUpdate } from '../views.ts';
import { openLiveRun, type LiveRunReader } from './live-run.ts';

/** All runs that are being written now, by whatever process. */
export interface LiveRuns {
  /** Follows a run from now on; once is enough. */
  follow(place: RunPlace): Promise<void>;
  readonly isFollowed: (id: string) => boolean;
  /** Reads what was added to each. */
  readMore(): Promise<void>;
  /** What has changed since a version; the versions only grow. */
  changedSince(version: number): LiveUpdate & { readonly version: number };
  readonly snapshotOf: (id: string) => Promise<RunSnapshot | undefined>;
  close(): void;
}

interface Followed {
  readonly reader: LiveRunReader;
  view: LiveRun;
  version: number;
  lookedAtMs: number;
}

/** How often it is looked whether the writer of a silent run lives. */
const LOOK_MS = 500;

/** @param onEnd - Called when a run is no longer being written. */
export function createLiveRuns(onEnd: (id: string) => void): LiveRuns {
  const runs = new Map<string, Followed | undefined>();
  let version = 1;

  const end = (id: string, { reader }: Followed) => {
    reader.close();
    runs.delete(id);
    version += 1;
    onEnd(id);
  };
  const readOne = async (id: string, run: Followed) => {
    const hasGrown = await run.reader.readMore();
    const isDue = performance.now() - run.lookedAtMs > LOOK_MS;
    if (!hasGrown && !isDue) return;
    if (!(await run.reader.isRunning())) return end(id, run);
    if (isDue) run.lookedAtMs = performance.now();
    const view = await run.reader.view();
    const isSame = view.charactersPerSecond === run.view.charactersPerSecond && view.phase === run.view.phase;
    if (!hasGrown && isSame) return;
    run.view = view;
    run.version = version += 1;
  };

  return {
    async follow(place) {
      const { id } = place;
      if (runs.has(id)) return;
      runs.set(id, undefined);
      try {
        const reader = await openLiveRun(place);
        const view = await reader.view();
        runs.set(id, { reader, view, version: (version += 1), lookedAtMs: performance.now() });
      } catch {
        // It is gone, or damaged: the list says so.
        runs.delete(id);
      }
    },
    isFollowed: (id) => runs.has(id),
    async readMore() {
      for (const [id, run] of runs) {
        if (run) await readOne(id, run).catch(() => end(id, run));
      }
    },
    changedSince(since) {
      const all = [...runs.values()].filter((run) => run !== undefined);
      const changed = all.filter((run) => run.version > since).map(({ view }) => view);
      return { changed, ids: all.map(({ view }) => view.id), version };
    },
    async snapshotOf(id) {
      const run = runs.get(id);
      if (!run) return undefined;
      await run.reader.readMore();
      return run.reader.snapshot();
    },
    close() {
      for (const run of runs.values()) run?.reader.close();
      runs.clear();
    },
  };
}
