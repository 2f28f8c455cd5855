import { randomBytes } from 'node:crypto';
import { lstat, readFile, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownerPath } from './folder.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from '../state/process-identity.ts';
import { isObject } from './stored-event.ts';

const HEARTBEAT_MS = 2_000;
/** Long enough for a busy machine to miss some beats. */
const MAX_SILENCE_MS = 20_000;

/** Hexadecimal, since it is part of file names, and some platforms do not tell capitals from small letters. */
export function createWriterName(): string {
  return randomBytes(6).toString('hex');
}

/** Says that this process is the writer. It must be there before the log names the writer. */
export async function installOwner(folder: string, id: string, writer: string): Promise<void> {
  const content = JSON.stringify({ v: 1, ...(await ownIdentity()) });
  await writeFile(ownerPath(folder, id, writer), content, { flag: 'wx', mode: 0o600 });
}

export async function removeOwner(folder: string, id: string, writer: string): Promise<void> {
  // Not `rm`, which asks for the kind of file first; this is done for each run.
  await unlink(ownerPath(folder, id, writer)).catch(() => undefined);
}

/**
 * Shows again and again that the writer lives, without keeping the process from its end.
 *
 * @param onMissing - The file is gone: the run was taken over, or somebody cleaned up.
 */
export function startHeartbeat(file: string, onMissing: () => Promise<void>): { stop(): Promise<void> } {
  let current: Promise<void> | undefined;
  const beat = async () => {
    try {
      await utimes(file, new Date(), new Date());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') await onMissing().catch(() => undefined);
    }
    current = undefined;
  };
  const timer = setInterval(() => void (current ??= beat()), HEARTBEAT_MS).unref();
  return {
    // A beat that is under way could put the file back after its owner removed it.
    stop: async () => {
      clearInterval(timer);
      await current;
    },
  };
}

export async function isOwnerLive(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await lstat(file);
    if (Date.now() - mtimeMs > MAX_SILENCE_MS) return false;
    const identity = parseIdentity(await readFile(file, 'utf8'));
    // One that is just being written is empty yet; its heartbeat has to do, as for another machine's.
    return (identity && (await isAlive(identity))) ?? true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Those files of a run that belong to a writer that lives. */
export async function liveOwners(folder: string, names: readonly string[]): Promise<string[]> {
  const owners = names.filter((name) => name.endsWith('.owner'));
  const live = await Promise.all(owners.map((name) => isOwnerLive(path.join(folder, name))));
  return owners.filter((_, position) => live[position]);
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || typeof value['host'] !== 'string') return undefined;
  const { pid, host, pidNamespace, startTime } = value;
  // Zero and negative numbers would ask about whole groups of processes.
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, host, pidNamespace: stringOrNull(pidNamespace), startTime: stringOrNull(startTime) };
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
