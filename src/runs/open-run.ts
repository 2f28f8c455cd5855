import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { listRunFiles, logPath } from './folder.ts';
import { openLog, type LogReader } from './log-reader.ts';
import type { Replay } from './replay.ts';
import { damagedRun, errorCode, malformedRunId, stateFolderError, unknownRun } from './run-error.ts';
import { isRunId } from './run-id.ts';

const SUGGESTED_IDS = 3;

/** A run whose beginning was read. */
export interface OpenRun extends LogReader {
  readonly head: NonNullable<ReturnType<Replay['head']>>;
}

/**
 * Opens a run and reads what is there; the caller closes its handle.
 *
 * @throws {DelegateError} `input` for an id that is malformed or unknown, `configuration` for a folder that
 *   cannot be read.
 */
export async function openRun(folder: string, id: string, access: 'read' | 'append'): Promise<OpenRun> {
  if (!isRunId(id)) throw malformedRunId(id, await recentIds(folder));
  const log = await openExisting(folder, id, access);
  try {
    await log.readMore();
    const head = log.replay.head();
    if (!head) throw damagedRun(id);
    // Where file names do not tell capitals from small letters, another id finds this file, too.
    if (head.id !== id) throw unknownRun(id, await recentIds(folder));
    return { ...log, head };
  } catch (error) {
    await log.handle.close();
    throw error instanceof DelegateError ? error : stateFolderError(folder, 'read', error);
  }
}

/** @throws {DelegateError} `input` */
export async function checkRunExists(folder: string, id: string): Promise<void> {
  if (!isRunId(id)) throw malformedRunId(id, await recentIds(folder));
  const found = await lstat(logPath(folder, id)).catch(() => undefined);
  if (!found?.isFile()) throw unknownRun(id, await recentIds(folder));
}

async function openExisting(folder: string, id: string, access: 'read' | 'append'): Promise<LogReader> {
  let cause: unknown;
  try {
    const log = await openLog(folder, id, access);
    if (log) return log;
  } catch (error) {
    const isGone = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '');
    if (!isGone) throw stateFolderError(folder, access === 'read' ? 'read' : 'written', error);
    cause = error;
  }
  throw unknownRun(id, await recentIds(folder), cause);
}

/** Newest first; none where the folder cannot be read. */
async function recentIds(folder: string): Promise<string[]> {
  const files = await listRunFiles(folder).catch(() => new Map<string, string[]>());
  const logs = [...files].filter(([id, names]) => names.includes(path.basename(logPath(folder, id))));
  const dated = await Promise.all(
    logs.map(async ([id]) => {
      const found = await lstat(logPath(folder, id)).catch(() => undefined);
      return { id, writtenAt: found?.isFile() ? found.mtimeMs : undefined };
    }),
  );
  return dated
    .filter(({ writtenAt }) => writtenAt !== undefined)
    .toSorted((one, other) => (other.writtenAt ?? 0) - (one.writtenAt ?? 0))
    .slice(0, SUGGESTED_IDS)
    .map(({ id }) => id);
}
