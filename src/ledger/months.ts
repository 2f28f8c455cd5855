import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { preparePrivateFolder } from '../state/private-folder.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { appendLine, followAppendedFile } from '../state/appended-file.ts';
import { spentRecords, type SpentRecord } from './record.ts';

const KEPT_MONTHS = 13;
const FILE = /^(\d{4}-\d{2})\.jsonl$/;

/** @returns `YYYY-MM`, in UTC. */
export function monthOf(at: string): string {
  return at.slice(0, 7);
}

function fileOf(stateDir: string, month: string): string {
  return path.join(stateDir, 'ledger', `${month}.jsonl`);
}

const prepared = new Set<string>();

function appendIfThere(file: string, line: string): boolean {
  try {
    appendLine(file, line);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Adds a record in one append, which local file systems keep whole, so that any number of processes may. */
export function appendSpent(stateDir: string, record: SpentRecord): void {
  const file = fileOf(stateDir, monthOf(record.at));
  const line = spentRecords.format(record);
  try {
    // Once for each process; somebody may remove the folder while it runs.
    if (!prepared.has(stateDir) || !appendIfThere(file, line)) {
      preparePrivateFolder(stateDir, 'ledger');
      prepared.add(stateDir);
      appendLine(file, line);
    }
  } catch (error) {
    throw stateFolderError(path.dirname(file), 'written', error);
  }
}

export interface MonthReading {
  /** Lines that are damaged, or that a later version wrote. */
  readonly unreadable: number;
}

/** Calls back with the records of a month in the order in which they were written. */
export function readMonth(
  stateDir: string,
  month: string,
  onRecord: (record: SpentRecord) => void,
): MonthReading {
  let unreadable = 0;
  followMonth(stateDir, month)(
    onRecord,
    () => undefined,
    () => (unreadable += 1),
  );
  return { unreadable };
}

/** Follows the records of one month as they are added, by any process. */
export function followMonth(stateDir: string, month: string) {
  const file = followAppendedFile(fileOf(stateDir, month));
  return (
    onRecord: (record: SpentRecord) => void,
    onRestart: () => void,
    onUnreadable: () => void = () => undefined,
  ) =>
    file.readMore((line) => {
      const { entry } = spentRecords.parse(line);
      if (entry) onRecord(entry);
      else onUnreadable();
    }, onRestart);
}

/** The months that there are records of, oldest first. */
export function listMonths(stateDir: string): string[] {
  try {
    return readdirSync(path.join(stateDir, 'ledger'))
      .flatMap((name) => FILE.exec(name)?.[1] ?? [])
      .toSorted();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFolderError(path.join(stateDir, 'ledger'), 'read', error);
  }
}

/** Removes what is older than 13 months. */
export function pruneMonths(stateDir: string, now: Date): void {
  const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - KEPT_MONTHS, 1));
  const limit = monthOf(oldest.toISOString());
  for (const month of listMonths(stateDir)) {
    if (month < limit) rmSync(fileOf(stateDir, month), { force: true });
  }
}
