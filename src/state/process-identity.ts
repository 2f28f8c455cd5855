import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Tells one process from all others, past ones with the same id included. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Sandboxes count processes anew under the same host name; null where the platform has no such thing. */
  readonly pidNamespace: string | null;
  /** In clock ticks since the machine started, as Linux tells it; null elsewhere. */
  readonly startTime: string | null;
}

let own: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  return (own ??= readOwnIdentity());
}

async function readOwnIdentity(): Promise<ProcessIdentity> {
  const { pid } = process;
  const pidNamespace = await readlink('/proc/self/ns/pid').catch(() => null);
  const startTime = (await readProcess(pid))?.startTime ?? null;
  return { pid, host: hostname(), pidNamespace, startTime };
}

/** Whether the process lives; undefined where this process cannot tell: it is on another machine. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean | undefined> {
  const here = await ownIdentity();
  if (identity.host !== here.host || identity.pidNamespace !== here.pidNamespace) return undefined;
  if (!hasProcess(identity.pid)) return false;
  const found = await readProcess(identity.pid);
  if (!found) return true;
  return !found.isZombie && (identity.startTime === null || identity.startTime === found.startTime);
}

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It exists, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readProcess(pid: number): Promise<{ startTime: string; isZombie: boolean } | undefined> {
  if (process.platform !== 'linux') return undefined;
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses, which may hold spaces and parentheses itself.
  const fromThird = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fromThird[0], fromThird[22 - 3]];
  return state && startTime ? { startTime, isZombie: state === 'Z' || state === 'X' } : undefined;
}
