import { createHash } from 'node:crypto';
import path from 'node:path';
import { acquireLock, type LockOptions, type ProcessLock } from '../../state/process-lock.ts';
import { isInside } from '../inside.ts';
import { realPathOf } from '../real-path.ts';
import { prepareFolder } from './journal.ts';

/**
 * One lock a root, in one order for everybody, so that nobody waits for somebody who waits for them.
 *
 * @param roots - From `realRoots`.
 */
export async function lockRoots(
  stateDir: string,
  roots: readonly string[],
  wait: LockOptions,
): Promise<{ release(): void }> {
  const folder = prepareFolder(stateDir, 'locks');
  const locks: ProcessLock[] = [];
  const release = () => {
    for (const lock of locks.toReversed()) lock.release();
  };
  try {
    for (const root of roots) {
      const name = createHash('sha256').update(root).digest('hex').slice(0, 32);
      locks.push(await acquireLock(path.join(folder, name), wait));
    }
    return { release };
  } catch (error) {
    release();
    throw error;
  }
}

/** In one order, without links and without those that do not exist. */
export function realRoots(roots: readonly string[]): string[] {
  const real = roots.map(realPathOf);
  return [...new Set(real.filter((root) => root !== undefined))].toSorted();
}

export function finderOf(roots: readonly string[]): (folder: string) => string {
  return (folder) => roots.find((root) => isInside(root, folder)) ?? folder;
}
