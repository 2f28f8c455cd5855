import { openProjectFolders, type ProjectOptions } from '../state/project-folders.ts';
import { stateFolderError } from '../state/state-error.ts';
import { createRun } from './create.ts';
import { readDelivered, writeDelivered } from './delivered.ts';
import { findRunFiles } from './files.ts';
import { cancelWriter } from './liveness.ts';
import { listRuns } from './list.ts';
import { locateRun } from './locate.ts';
import { openRun, type OpenRun } from './open-run.ts';
import { startHousekeeping, type KeepOptions } from './housekeeping.ts';
import { removeRun } from './remove.ts';
import type { RunSnapshot, RunStart, RunSummary } from './run.ts';
import { readState, toSnapshot } from './snapshot.ts';
import { takeOver, type TakenOver } from './take-over.ts';
import { watchRun, type FollowOptions } from './watch.ts';
import type { RunWriter } from './writer.ts';

export type { RunEnd, RunRound, RunSnapshot, RunStart } from './run.ts';
export type { RunWriter } from './writer.ts';

/** A run that was opened, and so is read only once: later calls read what was added since. */
export interface OpenedRun extends Disposable {
  readonly id: string;
  /** All that is on disk now. */
  snapshot(): Promise<RunSnapshot>;
  /**
   * Waits until the run has more than `characters` of text (unless `untilEnd`), has ended, or has lost its
   * writer; or until `signal` or `waitMs`. The writer may be in another process.
   */
  follow(options: FollowOptions): Promise<RunSnapshot>;
  /**
   * Takes a run over that nobody writes, to continue it in the same log. Of several that try at once,
   * exactly one gets it.
   *
   * @returns The run as it was before: with its end, if it had one.
   * @throws {DelegateError} `input` when a live process writes it, or its log is damaged.
   */
  resume(): Promise<TakenOver>;
  /** Asks the writer to stop, in whatever process it is; it notices within about 200 ms. */
  requestCancel(): Promise<void>;
}

export interface RunStoreOptions extends ProjectOptions, KeepOptions {}

/**
 * The runs of a project in a state folder, which any number of processes may share. Every method that takes an id
 * throws a DelegateError of kind `input` for one that is malformed or unknown, naming up to 3 recent ones, for one
 * of another project, naming that, and for one that a later version wrote; and `configuration` where the folder
 * cannot be read or written. Runs of 0.1.0, which knew no projects, are found by their id.
 */
export interface RunStore {
  /** @throws {DelegateError} `configuration`; the caller may continue without a log. */
  create(start: RunStart): Promise<RunWriter>;
  /** The caller disposes of it. */
  open(id: string): Promise<OpenedRun>;
  /** Opens a run for its snapshot alone. */
  read(id: string): Promise<RunSnapshot>;
  /** Opens a run to follow it. */
  follow(id: string, options: FollowOptions): Promise<RunSnapshot>;
  /** Opens a run to resume it. */
  resume(id: string): Promise<TakenOver>;
  /** Opens a run to cancel it. */
  requestCancel(id: string): Promise<void>;
  /** The newest 100 by default, the newest first. One that cannot be read is listed as such. */
  list(options?: { limit: number }): Promise<RunSummary[]>;
  /** Ids that begin so, the newest first. */
  idsFrom(begun: string, limit: number): Promise<string[]>;
  /** @throws {DelegateError} `input` for a run that a live process writes. */
  remove(id: string): Promise<void>;
  /** Characters that a caller was given so far; 0 at first. */
  delivered(id: string): Promise<number>;
  setDelivered(id: string, characters: number): Promise<void>;
  /** Tells that a caller is given a whole answer now. Where nothing is kept, the run is removed soon after. */
  markReturned(id: string): void;
  /** Removes runs that are too old, then the oldest until the rest is small enough; never a live one. */
  prune(): Promise<void>;
}

const LISTED = 100;

/** Touches nothing until a method is called. */
export function openRunStore(stateDir: string, options: RunStoreOptions): RunStore {
  const folders = openProjectFolders(stateDir, 'runs', options);
  const housekeeping = startHousekeeping(stateDir, options);
  const locate = (id: string) => locateRun(stateDir, folders, id);

  const open = async (id: string): Promise<OpenedRun> => {
    const run = await openRun(await locate(id));
    const snapshot = async () => {
      await run.readMore();
      return toSnapshot(run, await readState(run));
    };
    return {
      id,
      snapshot,
      follow: (followOptions) => watchRun(run, followOptions),
      resume: () => takeOver(run),
      requestCancel: () => requestCancel(run),
      [Symbol.dispose]: run.file.close,
    };
  };
  const use = async <Result>(id: string, action: (run: OpenedRun) => Promise<Result>): Promise<Result> => {
    using run = await open(id);
    return await action(run);
  };

  return {
    async create(start) {
      const writer = createRun(stateDir, folders, start);
      housekeeping.pruneSometimes();
      return writer;
    },
    open,
    read: (id) => use(id, (run) => run.snapshot()),
    follow: (id, followOptions) => use(id, (run) => run.follow(followOptions)),
    resume: (id) => use(id, (run) => run.resume()),
    requestCancel: (id) => use(id, (run) => run.requestCancel()),
    list: async ({ limit } = { limit: LISTED }) =>
      listRuns(stateDir, findRunFiles(folders.listed()).slice(0, limit)),
    idsFrom: async (begun, limit) =>
      findRunFiles(folders.listed(), begun)
        .slice(0, limit)
        .map(({ id }) => id),
    remove: async (id) => removeRun(await locate(id)),
    delivered: async (id) => readDelivered(await locate(id)),
    setDelivered: async (id, characters) => writeDelivered(await locate(id), characters),
    markReturned: (id) => housekeeping.markReturned(folders.own(), id),
    prune: () => housekeeping.prune(),
  };
}

async function requestCancel(run: OpenRun): Promise<void> {
  const { place, replay } = run;
  if ((await readState(run)) !== 'running') return;
  try {
    cancelWriter(place, replay.writer());
  } catch (error) {
    throw stateFolderError(place.stateDir, 'written', error);
  }
}
