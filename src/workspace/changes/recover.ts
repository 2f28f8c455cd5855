import { readdir } from 'node:fs/promises';
import { isAlive, type ProcessIdentity } from '../../state/process-identity.ts';
import type { LockOptions } from '../../state/process-lock.ts';
import { errorCode } from '../read/refusal.ts';
import { changeFolder, openJournal, openMarksFolder, type Journal } from './journal.ts';
import type { Restored } from './restore.ts';
import { finderOf, lockRoots, realRoots } from './root-locks.ts';
import { rollBackUnfinished, takeBack } from './take-back.ts';

export interface RecoveredChange extends Restored {
  /** Of the run. */
  readonly id: string;
  /** Why its journal could not be used; then nothing was touched. */
  readonly problem: string | undefined;
}

export interface RecoverOptions extends LockOptions {
  readonly stateDir: string;
  readonly roots: readonly string[];
  /** Ends a check that has outlived its server. @param id - Of the run. */
  readonly endCheck: (check: ProcessIdentity, id: string) => Promise<void>;
}

/**
 * Finishes what processes left behind that were killed while they changed files in these roots: all files of a round
 * are as before it, or as after it. Called when a server or a command starts.
 */
export async function recoverChanges(options: RecoverOptions): Promise<RecoveredChange[]> {
  const recovered: RecoveredChange[] = [];
  for (const id of await listOpen(options.stateDir)) {
    const outcome = await recoverChange(id, options).catch((error: unknown) => ({
      id,
      restored: [],
      left: [],
      copies: [],
      kept: [],
      problem: error instanceof Error ? error.message : String(error),
    }));
    if (outcome) recovered.push(outcome);
  }
  return recovered;
}

async function listOpen(stateDir: string): Promise<string[]> {
  try {
    return await readdir(openMarksFolder(stateDir));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Finishes one change, if its process was killed.
 *
 * @returns Undefined where there is nothing to finish. @throws {DelegateError} `configuration`
 */
export async function recoverChange(
  id: string,
  options: RecoverOptions,
): Promise<RecoveredChange | undefined> {
  const folder = changeFolder(options.stateDir, id);
  const roots = realRoots(options.roots);
  if (!(await isAbandoned(await openJournal(folder), roots))) return undefined;
  const lock = await lockRoots(options.stateDir, roots, options);
  try {
    // Another start may have come first.
    const journal = await openJournal(folder);
    if (!(await isAbandoned(journal, roots))) return undefined;
    const { check, status } = journal.state() ?? {};
    const isUnderCheck = check !== undefined && (status === 'open' || status === 'undoing');
    if (isUnderCheck) await options.endCheck(check, id);
    // What the check has written to these files goes, too; what somebody else has is kept as a copy.
    const finished = await finish(journal, finderOf(roots), isUnderCheck);
    return { id, ...finished, problem: undefined };
  } finally {
    lock.release();
  }
}

async function isAbandoned(journal: Journal, roots: readonly string[]): Promise<boolean> {
  const state = journal.state();
  if (!state) return false;
  return state.roots.join('\0') === roots.join('\0') && isAlive(state.owner) === false;
}

async function finish(
  journal: Journal,
  rootOf: (folder: string) => string,
  copiesChanged: boolean,
): Promise<Restored> {
  const { status } = journal.state() ?? {};
  if (status === 'open' || status === 'undoing') return takeBack(journal, rootOf, copiesChanged);
  const restored = await rollBackUnfinished(journal, rootOf);
  await journal.setOpen(false);
  return restored;
}
