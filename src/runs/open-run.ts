import { DelegateError } from '../errors.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { openLog, type LogReader } from './log/log.ts';
import type { RunRecord } from './log/record.ts';
import type { Replay } from './log/replay.ts';
import { damagedRun, newerRun, unknownRun } from './run-error.ts';
import type { RunPlace } from './writer.ts';

/** A run whose beginning was read; who opened it closes its handle. */
export interface OpenRun extends LogReader {
  readonly place: RunPlace;
  readonly head: NonNullable<ReturnType<Replay['head']>>;
}

/**
 * Opens a run and reads what is there.
 *
 * @param onRecord - Called with each record that counts, as it is read, now and later.
 * @throws {DelegateError} `input` for a run that is gone or cannot be read, `configuration` for a folder that cannot.
 */
export async function openRun(place: RunPlace, onRecord?: (record: RunRecord) => void): Promise<OpenRun> {
  const { folder, id } = place;
  let log: LogReader | undefined;
  try {
    log = openLog(folder, id, onRecord);
    if (!log) throw unknownRun(id, []);
    await log.readMore();
    if (log.replay.unreadable() === 'newer') throw newerRun(id);
    const head = log.replay.head();
    if (!head) throw damagedRun(id);
    // Where file names do not tell capitals from small letters, another id finds this file, too.
    if (head.id !== id) throw unknownRun(id, []);
    return { ...log, place, head };
  } catch (error) {
    log?.file.close();
    if (error instanceof DelegateError) throw error;
    if (['ENOENT', 'ELOOP'].includes(errorCode(error) ?? '')) throw unknownRun(id, [], error);
    throw stateFolderError(folder, 'read', error);
  }
}
