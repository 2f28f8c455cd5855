import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../config/config.ts';
import type { RecoveredChange } from '../../workspace/changes/recover.ts';
import { asClause } from '../present/receipt.ts';
import { pruneSometimes } from '../../state/prune-schedule.ts';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Finishes the change of one run whose process was killed, for a caller that needs its files now: the start of this
 * process may not have come so far.
 *
 * @throws The signal's reason; {DelegateError} `configuration` for a journal that cannot be read.
 */
export async function finishChange(
  id: string,
  { stateDir, roots }: Pick<Settings, 'stateDir' | 'roots'>,
  signal: AbortSignal,
): Promise<void> {
  if (!existsSync(path.join(stateDir, 'changes', 'open', id))) return;
  const { recoverChange } = await import('../../workspace/changes/recover.ts');
  const { endOrphan } = await import('../../checks/orphan.ts');
  await recoverChange(id, { stateDir, roots, signal, endCheck: endOrphan });
}

/**
 * Finishes changes of files whose process was killed, and removes those that are as old as runs may be, beside the
 * start: most starts find none, and load nothing.
 *
 * @returns What is to be said about it, as clauses.
 */
export async function finishChanges(
  { stateDir, roots, keepDays }: Pick<Settings, 'stateDir' | 'roots' | 'keepDays'>,
  signal: AbortSignal,
): Promise<string[]> {
  if (!existsSync(path.join(stateDir, 'changes', 'open'))) return [];
  pruneSometimes(stateDir, 'changes', async () => {
    const { pruneChanges } = await import('../../workspace/changes/prune.ts');
    // Where no answer is kept, an undo is still possible for a day.
    pruneChanges(stateDir, Math.max(1, keepDays) * DAY_MS);
  });
  if (roots.length === 0) return [];
  const { recoverChanges } = await import('../../workspace/changes/recover.ts');
  const { endOrphan } = await import('../../checks/orphan.ts');
  const recovered = await recoverChanges({ stateDir, roots, signal, endCheck: endOrphan });
  return recovered.flatMap(describe);
}

/** Whether some process is changing files, or was killed while it did. */
export function hasOpenChanges(stateDir: string): boolean {
  try {
    return readdirSync(path.join(stateDir, 'changes', 'open')).length > 0;
  } catch {
    // There are none yet, or the start has said that they cannot be read.
    return false;
  }
}

const SHOWN = 5;

function describe({ id, restored, left, problem }: RecoveredChange): string[] {
  if (problem !== undefined) return [`what run ${id} changed could not be finished: ${asClause(problem)}`];
  const facts = [
    ...(restored.length > 0 ? [`put back as before it: ${list(restored)}`] : []),
    ...(left.length > 0 ? [`left alone, since somebody else has changed them: ${list(left)}`] : []),
  ];
  return facts.length > 0 ? [`run ${id} was killed while it changed files; ${facts.join('; ')}`] : [];
}

function list(paths: readonly string[]): string {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return `${paths.slice(0, SHOWN).join(', ')}${more}`;
}
