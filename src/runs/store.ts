import { requestCancel } from './cancel.ts';
import { createRun } from './create.ts';
import { readDelivered, writeDelivered } from './delivered.ts';
import { runFolder } from './folder.ts';
import { follow, type FollowOptions } from './watch.ts';
import { listRuns } from './list.ts';
import { checkRunExists, openRun } from './open-run.ts';
import { prune, type Limits } from './prune.ts';
import { removeRun } from './remove.ts';
import { resumeRun } from './resume.ts';
import type { RunSnapshot, RunStart, RunSummary } from './run.ts';
import { readState, toSnapshot } from './snapshot.ts';
import type { RunWriter } from './writer.ts';

export type { RunEnd, RunSnapshot, RunStart } from './run.ts';
export type { RunWriter } from './writer.ts';

/**
 * The runs in a state folder, which any number of processes may share. Every method that takes an id throws
 * a DelegateError of kind `input` for one that is malformed or unknown, naming up to 3 recent ones, and
 * `configuration` where the folder cannot be read or written.
 */
export interface RunStore {
  /** @throws {DelegateError} `configuration`; the caller may go on without a log. */
  create(start: RunStart): Promise<RunWriter>;
  read(id: string): Promise<RunSnapshot>;
  /**
   * Waits until the run has more than `characters` of text (unless `untilEnd`), has ended, or has lost its
   * writer; or until `signal` or `waitMs`. The writer may be in another process.
   */
  follow(id: string, options: FollowOptions): Promise<RunSnapshot>;
  /**
   * Takes a run over that nobody writes, to go on with it in the same log. Of several that try at once,
   * exactly one gets it.
   *
   * @returns The run as it was before: with its end, if it had one.
   * @throws {DelegateError} `input` when a live process writes it.
   */
  resume(id: string): Promise<{ snapshot: RunSnapshot; writer: RunWriter }>;
  /** Asks the writer to stop, in whatever process it is; it hears of it within about 200 ms. */
  requestCancel(id: string): Promise<void>;
  /** Newest first. What is damaged is left out. */
  list(): Promise<RunSummary[]>;
  /** @throws {DelegateError} `input` for a run that a live process writes. */
  remove(id: string): Promise<void>;
  /** Characters that a caller was given so far; 0 at first. */
  delivered(id: string): Promise<number>;
  setDelivered(id: string, characters: number): Promise<void>;
  /** Removes runs that are too old, then the oldest until the rest is small enough; never a live one. */
  prune(): Promise<void>;
}

const DEFAULT_LIMITS: Limits = { maxBytes: 256 * 1024 * 1024, maxAgeMs: 7 * 24 * 3600 * 1000 };
const PRUNE_INTERVAL_MS = 60 * 60 * 1000;

/** When this process pruned which folder last. */
const prunedAtMs = new Map<string, number>();

/** Touches nothing until a method is called. */
export function openRunStore(stateDir: string, options: Partial<Limits> = {}): RunStore {
  const folder = runFolder(stateDir);
  const limits = { ...DEFAULT_LIMITS, ...options };

  const pruneSometimes = () => {
    const now = performance.now();
    const last = prunedAtMs.get(folder);
    if (last !== undefined && now - last < PRUNE_INTERVAL_MS) return;
    prunedAtMs.set(folder, now);
    // Nobody waits for it, and what it could not remove it will find again.
    prune(folder, limits).catch(() => undefined);
  };

  return {
    async create(start) {
      const writer = await createRun(folder, start);
      pruneSometimes();
      return writer;
    },
    async read(id) {
      const run = await openRun(folder, id, 'read');
      try {
        return await toSnapshot(run, await readState(folder, run));
      } finally {
        await run.handle.close();
      }
    },
    follow: (id, followOptions) => follow(folder, id, followOptions),
    resume: (id) => resumeRun(folder, id),
    requestCancel: (id) => requestCancel(folder, id),
    list: () => listRuns(folder),
    async remove(id) {
      await checkRunExists(folder, id);
      await removeRun(folder, id);
    },
    delivered: (id) => readDelivered(folder, id),
    setDelivered: (id, characters) => writeDelivered(folder, id, characters),
    prune: () => prune(folder, limits),
  };
}
