import { rmdirSync, rmSync } from 'node:fs';
import { startPauses } from '../state/pauses.ts';
import { listProjectFolders } from '../state/project-folders.ts';
import { findConversationFiles } from './summary.ts';

/** Removes the conversations of all projects to which nothing was added for so long, in small steps. */
export async function pruneConversations(stateDir: string, maxAgeMs: number): Promise<void> {
  const pause = startPauses();
  for (const folder of listProjectFolders(stateDir, 'conversations')) {
    for (const { file, modifiedAtMs } of findConversationFiles([folder], '')) {
      await pause();
      if (Date.now() - modifiedAtMs > maxAgeMs) rmSync(file, { force: true });
    }
    removeIfEmpty(folder);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Most are not empty.
  }
}
