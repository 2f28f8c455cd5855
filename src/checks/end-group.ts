import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { windowsProgram } from '../windows-program.ts';

const POLL_MS = 15;
/** The kernel ends what was killed within moments, unless a disk does not answer. */
const KILLED_MS = 2000;

/**
 * Ends a process and all that it has started and is still in its group: by SIGTERM, and by SIGKILL what is left after a
 * while. On Windows all of it is ended at once.
 *
 * @param group - Id of the process that it began with.
 */
export async function endGroup(group: number, graceMs: number): Promise<void> {
  if (process.platform === 'win32') return endTree(group);
  if (!signalGroup(group, 'SIGTERM') || (await isGone(group, graceMs))) return;
  signalGroup(group, 'SIGKILL');
  await isGone(group, KILLED_MS);
}

async function isGone(group: number, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (signalGroup(group, 0) && (await hasLiving(group))) {
    if (performance.now() >= until) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Whether any process of it is more than an entry that nobody has collected, as where the first process collects none. */
async function hasLiving(group: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name));
  const living = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The second field is the command in parentheses, which may hold anything.
      const [state = '', , ofGroup] = line.slice(line.lastIndexOf(')') + 2).split(' ');
      return Number(ofGroup) === group && !'ZX'.includes(state);
    }),
  );
  return living.includes(true);
}

/** @returns False where there is no such group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

async function endTree(pid: number): Promise<void> {
  const failed = await new Promise<boolean>((resolve) => {
    const words = ['/pid', String(pid), '/T', '/F'];
    execFile(windowsProgram('taskkill.exe'), words, { windowsHide: true }, (error) =>
      resolve(error !== null),
    );
  });
  // Where a company's rules forbid that program, at least the process itself is ended.
  if (failed) endProcess(pid);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended by itself.
  }
}
