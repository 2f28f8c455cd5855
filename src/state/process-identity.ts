import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells one process from all others, past ones with the same id included. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Sandboxes count processes anew under the same host name; null where the platform has no such thing. */
  readonly pidNamespace: string | null;
  /** In clock ticks since the machine started, as Linux counts them; null elsewhere. */
  readonly startTime: string | null;
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  return (own ??= {
    pid: process.pid,
    host: hostname(),
    pidNamespace: orUndefined(() => readlinkSync('/proc/self/ns/pid')) ?? null,
    startTime: readProcess(process.pid)?.startTime ?? null,
  });
}

/** Of another process of this machine. */
export function identityOf(pid: number): ProcessIdentity {
  return { ...ownIdentity(), pid, startTime: readProcess(pid)?.startTime ?? null };
}

/** Whether the process lives; undefined where this process cannot know: it is on another machine. */
export function isAlive(identity: ProcessIdentity): boolean | undefined {
  const here = ownIdentity();
  if (identity.host !== here.host || identity.pidNamespace !== here.pidNamespace) return undefined;
  if (!hasProcess(identity.pid)) return false;
  const found = readProcess(identity.pid);
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

function readProcess(pid: number): { startTime: string; isZombie: boolean } | undefined {
  if (process.platform !== 'linux') return undefined;
  const line = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  // The second field is the command in parentheses, which may hold spaces and parentheses itself.
  const fromThird = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fromThird[0], fromThird[22 - 3]];
  return state && startTime ? { startTime, isZombie: state === 'Z' || state === 'X' } : undefined;
}

function orUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
