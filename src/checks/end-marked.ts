import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** In the environment of a check and of all that it starts: tells what is its own, in whatever group. */
const MARK = 'RUNAPI_DEEPSEEK_CHECK';
/** What starts others as fast as they are ended is given up. */
const MAX_ROUNDS = 50;
const POLL_MS = 10;

export function markOf(id: string): Record<string, string> {
  return { [MARK]: id };
}

/**
 * Ends what a check has started and what has left its group, such as a program that went into the background. Only
 * Linux shows which that is.
 *
 * @param id - Of the run.
 */
export async function endMarked(id: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const entry = Buffer.from(`${MARK}=${id}\0`);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = await findMarked(entry);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    await sleep(POLL_MS);
  }
}

async function findMarked(entry: Buffer): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const marked = await Promise.all(pids.map(async (pid) => hasEntry(pid, entry)));
  return pids.filter((_, index) => marked[index]);
}

/** Of other users, or already gone: no. */
async function hasEntry(pid: number, entry: Buffer): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined);
  return environment?.includes(entry) ?? false;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
