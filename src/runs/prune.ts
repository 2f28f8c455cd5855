import { lstatSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeDeadOwners } from '../state/owner.ts';
import { startPauses } from '../state/pauses.ts';
import { listProjectFolders } from '../state/project-folders.ts';
import { readNames, runIdIn, type RunFile } from './files.ts';
import { readEdges } from './list.ts';
import { logName } from './log/log.ts';
import { removeLog } from './remove.ts';

export interface Limits {
  /** Of all runs together. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

const HOUR_MS = 3600 * 1000;

/**
 * Removes the runs of all projects that are too old, then the oldest until the rest is small enough. A run that is
 * being written stays. It works in small steps that nobody waits for: a process that ends leaves the rest to the next.
 */
export async function prune(stateDir: string, { maxBytes, maxAgeMs }: Limits): Promise<void> {
  const pause = startPauses();
  const kept: StoredRun[] = [];
  for (const folder of listProjectFolders(stateDir, 'runs')) {
    for (const [id, names] of groupByRun(readNames(folder))) {
      await pause();
      const run = measure(folder, id, names);
      const ageMs = Date.now() - run.writtenAtMs;
      if (!run.hasLog) removeStrays(run, ageMs, maxAgeMs);
      else if (ageMs <= maxAgeMs || !(await tryToRemove(stateDir, run))) kept.push(run);
    }
    removeIfEmpty(folder);
  }
  await removeExcess(stateDir, kept, { maxBytes, pause });
  removeDeadOwners(stateDir, HOUR_MS);
}

interface StoredRun extends RunFile {
  /** Of its files. */
  readonly names: readonly string[];
  readonly hasLog: boolean;
}

/** Temporary files are grouped under an empty id. */
function groupByRun(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const id = name.endsWith('.tmp') ? '' : runIdIn(name);
    if (id === undefined) continue;
    const group = groups.get(id);
    if (group) group.push(name);
    else groups.set(id, [name]);
  }
  return groups;
}

function measure(folder: string, id: string, names: readonly string[]): StoredRun {
  const found = names.map((name) => lstatSync(path.join(folder, name), { throwIfNoEntry: false }));
  const log = found[names.indexOf(logName(id))];
  const bytes = found.reduce((sum, stats) => sum + (stats?.size ?? 0), 0);
  // What was delivered, or a long answer, does not make a run younger.
  const writtenAtMs = log?.mtimeMs ?? Math.max(...found.map((stats) => stats?.mtimeMs ?? 0));
  return { folder, id, names, hasLog: log?.isFile() ?? false, bytes, writtenAtMs };
}

/** What is left of a process that died, or a long answer of a run that is not kept. */
function removeStrays({ folder, names }: StoredRun, ageMs: number, maxAgeMs: number): void {
  const isOld = (name: string) => ageMs > (name.endsWith('.answer.md') ? maxAgeMs : HOUR_MS);
  for (const name of names.filter(isOld)) rmSync(path.join(folder, name), { force: true });
}

/** Not one that is being written: that is refused. */
async function tryToRemove(
  stateDir: string,
  { folder, id, names, writtenAtMs }: StoredRun,
): Promise<boolean> {
  const log = path.join(folder, logName(id));
  try {
    // Most have ended long ago. The log is looked at again right before, in case somebody has just resumed it.
    if (hasEnded({ folder, id }) && lstatSync(log).mtimeMs === writtenAtMs) rmSync(log);
    else await removeLog({ stateDir, folder, id });
    for (const name of names) rmSync(path.join(folder, name), { force: true });
    return true;
  } catch {
    return false;
  }
}

interface Excess {
  readonly maxBytes: number;
  readonly pause: () => Promise<void>;
}

/** The oldest first; those that somebody may still want to resume after all that have ended. */
async function removeExcess(stateDir: string, files: readonly StoredRun[], { maxBytes, pause }: Excess) {
  let excessBytes = files.reduce((sum, { bytes }) => sum + bytes, -maxBytes);
  const oldest = excessBytes > 0 ? files.toSorted((one, other) => one.writtenAtMs - other.writtenAtMs) : [];
  const others: StoredRun[] = [];
  for (const file of oldest) {
    if (excessBytes <= 0) return;
    await pause();
    if (!hasEnded(file)) others.push(file);
    else if (await tryToRemove(stateDir, file)) excessBytes -= file.bytes;
  }
  for (const file of others) {
    if (excessBytes <= 0) return;
    await pause();
    if (await tryToRemove(stateDir, file)) excessBytes -= file.bytes;
  }
}

function hasEnded(file: Pick<RunFile, 'folder' | 'id'>): boolean {
  try {
    return readEdges(file) !== undefined;
  } catch {
    return false;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Most are not empty.
  }
}
