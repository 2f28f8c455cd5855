import type { Outcome } from './outcome.ts';
import type { ProgressView } from './progress.ts';

/** A run that this process carries out. */
export interface ActiveRun {
  /** Null for one that is not kept on disk, or not yet: nobody can come back to it. */
  readonly id: () => string | null;
  readonly view: ProgressView;
  /** Rejects only with a DelegateError of kind `input`, before anything was sent, or with a defect. */
  readonly done: Promise<Outcome>;
  /** Resolves when all of it is on disk, too. */
  readonly kept: Promise<void>;
  /** What there is of it, as a run that is going on. */
  readonly soFar: () => Outcome;
  /** Stops upstream; `done` resolves soon after. */
  readonly cancel: () => void;
}

/** The runs of this process, so that a later call can wait for one and the end of the process ends all. */
export interface ActiveRuns {
  add(run: ActiveRun): void;
  get(id: string): ActiveRun | undefined;
  /** Cancels all, and resolves when what they received is on disk. */
  close(): Promise<void>;
}

export function createActiveRuns(): ActiveRuns {
  const runs = new Set<ActiveRun>();
  return {
    add(run) {
      runs.add(run);
      const forget = () => runs.delete(run);
      run.kept.then(forget, forget);
      // Who waits for it hears of a failure; nobody waits for a run that was handed over.
      run.done.catch(() => undefined);
    },
    get: (id) => [...runs].find((run) => run.id() === id),
    async close() {
      const all = [...runs];
      for (const run of all) run.cancel();
      await Promise.allSettled(all.map(({ kept }) => kept));
    },
  };
}
