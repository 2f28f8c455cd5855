import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../present/outcome.ts';

/** What a run has written may have been taken back since: then its receipt names no file that is as it left it. */
export async function markUndone(outcome: Outcome, id: string, stateDir: string): Promise<Outcome> {
  // A check that did not pass takes the change back as well, and says so.
  if (outcome.receipt.status !== 'complete' || !existsSync(path.join(stateDir, 'changes', id)))
    return outcome;
  const { readChange } = await import('../../workspace/changes/read-change.ts');
  const change = await readChange(stateDir, id);
  if (!change?.isUndone) return outcome;
  const { receipt, notes } = outcome;
  return {
    ...outcome,
    isUndone: true,
    receipt: { ...receipt, edited: receipt.edited && [], saved_to: null },
    notes: [...notes, 'undone since: its files are as they were before it'],
  };
}
