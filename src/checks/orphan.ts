import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { windowsProgram } from '../windows-program.ts';
import { identityOf, isAlive, type ProcessIdentity } from '../state/process-identity.ts';
import { endGroup } from './end-group.ts';
import { endMarked } from './end-marked.ts';

const GRACE_MS = 300;
const PATIENCE_MS = 5000;
const POWERSHELL = windowsProgram(String.raw`WindowsPowerShell\v1.0\powershell.exe`);

/** Tells the process of a check from a later one with the same id. */
export async function identifyCheck(pid: number): Promise<ProcessIdentity> {
  const identity = identityOf(pid);
  return { ...identity, startTime: identity.startTime ?? (await askStartTime(pid)) };
}

/**
 * Ends a check whose server was killed. It does nothing where another process has its id by now.
 *
 * @param id - Of the run.
 */
export async function endOrphan(check: ProcessIdentity, id: string): Promise<void> {
  if (await isSame(check)) await endGroup(check.pid, GRACE_MS);
  await endMarked(id);
}

async function isSame(check: ProcessIdentity): Promise<boolean> {
  if (process.platform === 'linux') return isAlive(check) === true;
  // Without a start time nothing tells it from a stranger.
  return check.startTime !== null && check.startTime === (await askStartTime(check.pid));
}

/** When a process began, in whatever form the platform gives it; null where it does not, or there is none. */
async function askStartTime(pid: number): Promise<string | null> {
  const [program, ...words] =
    process.platform === 'win32'
      ? [POWERSHELL, '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]
      : ['ps', '-o', 'lstart=', '-p', String(pid)];
  try {
    const { stdout } = await promisify(execFile)(program, words, { windowsHide: true, timeout: PATIENCE_MS });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
