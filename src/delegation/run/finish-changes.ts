import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../config/config.ts';

/** Finishes changes of files whose process was killed, beside the start: most starts find none, and load nothing. */
export async function finishChanges(
  { stateDir, roots }: Pick<Settings, 'stateDir' | 'roots'>,
  signal: AbortSignal,
): Promise<void> {
  if (roots.length === 0 || !existsSync(path.join(stateDir, 'changes', 'open'))) return;
  const { recoverChanges } = await import('../../workspace/changes/recover.ts');
  await recoverChanges({ stateDir, roots, signal });
}
