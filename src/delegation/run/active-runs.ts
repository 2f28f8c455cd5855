import type { Outcome } from '../present/outcome.ts';
import type { ProgressView } from './progress.ts';

/** A run that this process carries out. */
export interface ActiveRun {
  /** Null for one that is not kept on disk, or not yet: nobody can come back to it. */
  readonly id: () => string | null;
  /** Resolves when the id is known. */
  readonly opened: Promise<void>;
  readonly view: ProgressView;
  /** Resolves when all of it is on disk. Rejects only with a DelegateError of kind `input`, before anything was sent, or with a defect. */
  readonly done: Promise<Outcome>;
  /** The outcome so far, as a run that is still running. */
  readonly soFar: () => Outcome;
  /** Aborts the request; `done` resolves soon after. */
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
  const byId = new Map<string, ActiveRun>();
  return {
    add(run) {
      runs.add(run);
      const forget = () => {
        runs.delete(run);
        byId.delete(run.id() ?? '');
      };
      // Whoever waits for it hears of a failure; nobody waits for a run that continues in the background.
      run.done.then(forget, forget);
      const remember = () => {
        const id = run.id();
        if (id !== null && runs.has(run)) byId.set(id, run);
      };
      run.opened.then(remember, () => undefined);
    },
    get: (id) => byId.get(id),
    async close() {
      const all = [...runs];
      for (const run of all) run.cancel();
      await Promise.allSettled(all.map(({ done }) => done));
    },
  };
}
