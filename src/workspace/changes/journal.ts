import { appendFileSync, closeSync, openSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { preparePrivateFolder } from '../../state/private-folder.ts';
import { syncDescriptor } from '../../state/sync-descriptor.ts';
import { errorCode } from '../read/refusal.ts';
import { advance, replayJournal, type ChangeState } from './change-state.ts';
import { journalRecords, type JournalRecord } from './journal-record.ts';

const ID = /^[A-Za-z][\w-]{0,80}$/;

/** Where a state folder keeps what its runs changed, and how it was before. */
export interface ChangeFolder {
  /** Of one change. */
  readonly path: string;
  /** A mark that is there while a change is not finished, so that a start need not read all of them. */
  readonly openMark: string;
  readonly journal: string;
}

function changesFolder(stateDir: string): string {
  return path.join(stateDir, 'changes');
}

export function openMarksFolder(stateDir: string): string {
  return path.join(changesFolder(stateDir), 'open');
}

/** @throws {DelegateError} `input` for an id that could lead elsewhere. */
export function changeFolder(stateDir: string, id: string): ChangeFolder {
  if (!ID.test(id) || id === 'open' || id === 'locks') {
    throw new DelegateError(
      'input',
      `${JSON.stringify(id.slice(0, 60))} is not the id of a run.`,
      'Use the id of a run.',
    );
  }
  const folder = path.join(changesFolder(stateDir), id);
  return {
    path: folder,
    openMark: path.join(openMarksFolder(stateDir), id),
    journal: path.join(folder, 'journal.jsonl'),
  };
}

/**
 * Makes a folder for this user alone.
 *
 * @throws {DelegateError} `configuration`
 */
export function prepareFolder(stateDir: string, name: string): string {
  return preparePrivateFolder(stateDir, 'changes', name);
}

export interface Journal {
  readonly folder: ChangeFolder;
  /** As it is after the last record. */
  state(): ChangeState | undefined;
  /** Reads again what another process may have added. */
  refresh(): Promise<void>;
  /** Adds a record, and waits until it would outlive a power cut unless that does not matter. */
  append(record: JournalRecord, options?: { isDurable: boolean }): Promise<void>;
  /** Whether a later start has to look whether the change is finished. */
  setOpen(isOpen: boolean): Promise<void>;
}

/**
 * @throws {DelegateError} `configuration` for a journal that is damaged or of a later version: nothing may be written
 *   on top of what is not understood.
 */
export async function openJournal(folder: ChangeFolder): Promise<Journal> {
  let { records, bytes, rest } = await readRecords(folder);
  let state = replayJournal(records);
  let isOpen: boolean | undefined;
  return {
    folder,
    state: () => state,
    async refresh() {
      const { size = 0 } = statSync(folder.journal, { throwIfNoEntry: false }) ?? {};
      if (size === bytes + rest) return;
      // Whoever added something may have finished it, too.
      isOpen = undefined;
      ({ records, bytes, rest } = await readRecords(folder));
      state = replayJournal(records);
    },
    async append(record, { isDurable } = { isDurable: true }) {
      if (rest > 0) truncateSync(folder.journal, bytes);
      rest = 0;
      bytes += await appendLine(folder.journal, journalRecords.format(record), isDurable);
      state = advance(state, record);
    },
    async setOpen(isOpenNow) {
      if (isOpen === isOpenNow) return;
      if (isOpenNow) {
        writeFileSync(folder.openMark, '', { mode: 0o600 });
        await syncFolder(path.dirname(folder.openMark));
      } else rmSync(folder.openMark, { force: true });
      isOpen = isOpenNow;
    },
  };
}

interface ReadJournal {
  readonly records: JournalRecord[];
  readonly bytes: number;
  /** Bytes after them, of a line that was cut off while it was written: what it announces was not begun. */
  readonly rest: number;
}

async function readRecords({ journal }: ChangeFolder): Promise<ReadJournal> {
  let content: Buffer;
  try {
    content = await readFile(journal);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { records: [], bytes: 0, rest: 0 };
    throw error;
  }
  const bytes = content.lastIndexOf('\n') + 1;
  const lines = content.toString('utf8', 0, bytes).split('\n').filter(Boolean);
  const records = lines.map((line) => parseRecord(line, journal));
  return { records, bytes, rest: content.length - bytes };
}

function parseRecord(line: string, journal: string): JournalRecord {
  const { entry, unreadable } = journalRecords.parse(line);
  if (entry) return entry;
  const isNewer = unreadable === 'newer';
  throw new DelegateError(
    'configuration',
    `The journal ${journal} is ${isNewer ? 'of a later version of runapi-deepseek' : 'damaged'}, so it was left alone.`,
    isNewer
      ? 'Use that version.'
      : 'Compare the files beside it with those of the project, then remove its folder.',
  );
}

/** @returns How many bytes it took. */
async function appendLine(file: string, text: string, isDurable: boolean): Promise<number> {
  const line = Buffer.from(text);
  const descriptor = openSync(file, 'a', 0o600);
  try {
    appendFileSync(descriptor, line);
    if (isDurable) await syncDescriptor(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isDurable) await syncFolder(path.dirname(file));
  return line.length;
}

/** So that names outlive a power cut as well as what is in the files. Windows cannot. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EBADF', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}
