import { readdir } from 'node:fs/promises';
import { isAlive } from '../../state/process-identity.ts';
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

/**
 * Finishes what processes left behind that were killed while they changed files in these roots: all files of a round
 * are as before it, or as after it. Called when a server or a command starts.
 */
export async function recoverChanges(
  options: LockOptions & { readonly stateDir: string; readonly roots: readonly string[] },
): Promise<RecoveredChange[]> {
  const recovered: RecoveredChange[] = [];
  for (const id of await listOpen(options.stateDir)) {
    const outcome = await recoverChange(id, options).catch((error: unknown) => ({
      id,
      restored: [],
      left: [],
      copies: [],
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

async function recoverChange(
  id: string,
  options: LockOptions & { readonly stateDir: string; readonly roots: readonly string[] },
): Promise<RecoveredChange | undefined> {
  const folder = changeFolder(options.stateDir, id);
  const roots = await realRoots(options.roots);
  if (!(await isAbandoned(await openJournal(folder), roots))) return undefined;
  const lock = await lockRoots(options.stateDir, roots, options);
  try {
    // Another start may have come first.
    const journal = await openJournal(folder);
    if (!(await isAbandoned(journal, roots))) return undefined;
    return { id, ...(await finish(journal, finderOf(roots))), problem: undefined };
  } finally {
    await lock.release();
  }
}

async function isAbandoned(journal: Journal, roots: readonly string[]): Promise<boolean> {
  const state = journal.state();
  if (!state) return false;
  return state.roots.join('\0') === roots.join('\0') && isAlive(state.owner) === false;
}

async function finish(journal: Journal, rootOf: (folder: string) => string): Promise<Restored> {
  const { status } = journal.state() ?? {};
  if (status === 'open' || status === 'undoing') return takeBack(journal, rootOf);
  const restored = await rollBackUnfinished(journal, rootOf);
  await journal.setOpen(false);
  return restored;
}
