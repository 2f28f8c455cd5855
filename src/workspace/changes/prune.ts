import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { changeFolder, openMarksFolder } from './journal.ts';

/** Removes what finished changes keep for their undo, once nothing was added for so long. */
export function pruneChanges(stateDir: string, maxAgeMs: number): void {
  const folder = path.dirname(openMarksFolder(stateDir));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'open' || entry.name === 'locks') continue;
    const { path: change, journal, openMark } = changeFolder(stateDir, entry.name);
    const { mtimeMs } = statSync(journal, { throwIfNoEntry: false }) ?? statSync(change);
    if (Date.now() - mtimeMs <= maxAgeMs || existsSync(openMark)) continue;
    rmSync(change, { recursive: true, force: true });
  }
}
