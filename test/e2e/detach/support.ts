import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/until.ts';

/** Processes that own runs in a state folder and are alive. */
export function livingOwners(stateDir: string): number[] {
  const folder = path.join(stateDir, 'processes');
  const pids = readNames(folder).flatMap((name) => {
    if (!name.endsWith('.json')) return [];
    try {
      return [(JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { pid: number }).pid];
    } catch {
      return [];
    }
  });
  return pids.filter(isAlive);
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function untilAllEnd(stateDir: string): Promise<void> {
  await until('the worker has ended', () => livingOwners(stateDir).length === 0);
}

/** What the standard streams of a process are; only Linux tells. */
export function standardStreams(pid: number): string[] {
  if (process.platform !== 'linux') return [];
  return ['0', '1', '2'].map((number) => readlinkSync(`/proc/${pid}/fd/${number}`));
}
