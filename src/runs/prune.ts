import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { listRunFiles, logPath } from './folder.ts';
import { summarise } from './list.ts';
import { removeRun } from './remove.ts';

export interface Limits {
  /** Of all runs together. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

interface StoredRun {
  readonly id: string;
  readonly names: readonly string[];
  readonly hasLog: boolean;
  readonly writtenAtMs: number;
  readonly bytes: number;
}

/** Files without a log: a process died while it created or removed a run. */
const MAX_STRAY_AGE_MS = 60 * 60 * 1000;

/** Removes what is too old, then what is too much. A run that is being written stays, whatever its size. */
export async function prune(folder: string, { maxBytes, maxAgeMs }: Limits): Promise<void> {
  const runs: StoredRun[] = [];
  for (const [id, names] of await listRunFiles(folder)) {
    const run = await measure(folder, id, names);
    const isOld = Date.now() - run.writtenAtMs > (run.hasLog ? maxAgeMs : MAX_STRAY_AGE_MS);
    if (!isOld || !(await isRemoved(folder, id))) runs.push(run);
  }
  let excessBytes = runs.reduce((sum, { bytes }) => sum + bytes, -maxBytes);
  if (excessBytes <= 0) return;
  for (const { id, bytes } of await inOrderOfRemoval(folder, runs)) {
    if (await isRemoved(folder, id)) excessBytes -= bytes;
    if (excessBytes <= 0) return;
  }
}

async function measure(folder: string, id: string, names: readonly string[]): Promise<StoredRun> {
  const found = await Promise.all(
    names.map((name) => lstat(path.join(folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }))),
  );
  const log = found[names.indexOf(path.basename(logPath(folder, id)))];
  return {
    id,
    names,
    hasLog: log !== undefined,
    // What was told of the answer, or noted about its owner, does not make a run younger.
    writtenAtMs: log?.mtimeMs ?? Math.max(...found.map(({ mtimeMs }) => mtimeMs)),
    bytes: found.reduce((sum, { size }) => sum + size, 0),
  };
}

/** The oldest first; those that somebody may still want to go on with after all that have ended. */
async function inOrderOfRemoval(folder: string, runs: readonly StoredRun[]): Promise<StoredRun[]> {
  const logged = runs.filter(({ hasLog }) => hasLog);
  const oldest = logged.toSorted((one, other) => one.writtenAtMs - other.writtenAtMs);
  const ended: StoredRun[] = [];
  const others: StoredRun[] = [];
  for (const run of oldest) {
    const summary = await summarise(folder, run.id, run.names).catch(() => undefined);
    (summary?.state === 'ended' ? ended : others).push(run);
  }
  return [...ended, ...others];
}

/** Not one that is being written: that is refused. */
async function isRemoved(folder: string, id: string): Promise<boolean> {
  return removeRun(folder, id).then(
    () => true,
    () => false,
  );
}
