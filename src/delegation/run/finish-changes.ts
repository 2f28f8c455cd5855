import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../config/config.ts';
import { pruneSometimes } from '../../state/prune-schedule.ts';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Finishes changes of files whose process was killed, and removes those that are as old as runs may be, beside the
 * start: most starts find none, and load nothing.
 */
export async function finishChanges(
  { stateDir, roots, keepDays }: Pick<Settings, 'stateDir' | 'roots' | 'keepDays'>,
  signal: AbortSignal,
): Promise<void> {
  if (!existsSync(path.join(stateDir, 'changes', 'open'))) return;
  pruneSometimes(stateDir, 'changes', async () => {
    const { pruneChanges } = await import('../../workspace/changes/prune.ts');
    // Where no answer is kept, an undo is still possible for a day.
    pruneChanges(stateDir, Math.max(1, keepDays) * DAY_MS);
  });
  if (roots.length === 0) return;
  const { recoverChanges } = await import('../../workspace/changes/recover.ts');
  const { endOrphan } = await import('../../checks/orphan.ts');
  await recoverChanges({ stateDir, roots, signal, endCheck: endOrphan });
}
