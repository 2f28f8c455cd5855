import { appendWhole, createForAppend, openForAppend, openForRead } from '../state/plain-file.ts';
import type { Unreadable } from '../state/record-format.ts';
import { errorCode } from '../state/state-error.ts';
import { exchangeRecords, type ExchangeRecord } from './record.ts';

/** What is in a conversation's file. */
export interface Log {
  /** Those records that count, oldest first. */
  readonly records: readonly ExchangeRecord[];
  /** Why some of it is not understood; undefined where all is. */
  readonly unreadable: Unreadable | undefined;
  /** The place of a record that is added now: after everything here, also what cannot be read. */
  readonly nextPlace: number;
  readonly bytes: number;
  /** Whether the last line is closed, so that a new one can begin right after it. */
  readonly endsWithLineBreak: boolean;
}

/** @returns Undefined where there is no plain file. */
export function readLog(file: string): Log | undefined {
  try {
    const opened = openForRead(file);
    if (!opened) return undefined;
    try {
      return parseLog(opened.readAll());
    } finally {
      opened.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Adds to the end in one write, and waits for the disk.
 *
 * @param options.isNew - Whether the file is created; it fails with EEXIST where there is one already.
 */
export function appendToLog(file: string, text: string, options: { isNew: boolean }): void {
  const opened = options.isNew ? createForAppend(file) : openForAppend(file);
  try {
    appendWhole(opened, text);
    opened.sync();
  } finally {
    opened.close();
  }
}

function parseLog(content: Buffer): Log {
  const lines = content.toString('utf8').split('\n');
  const records: ExchangeRecord[] = [];
  let lastPlace = -1;
  let unreadable: Unreadable | undefined;
  // A line that is not understood is only known to be a rest of a crash once the next one says so.
  let pending: Unreadable | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const { entry, unreadable: reason } = exchangeRecords.parse(line);
    if (pending && !(entry?.follows_open_line && pending === 'damaged')) unreadable ??= pending;
    pending = reason;
    // Of two that were written for one place, the first has it.
    if (!entry || entry.place <= lastPlace) continue;
    records.push(entry);
    lastPlace = entry.place;
  }
  const endsWithLineBreak = content.length === 0 || content.at(-1) === 0x0a;
  // The last line may be cut off by a crash, or still be written.
  if (endsWithLineBreak || pending === 'newer') unreadable ??= pending;
  return {
    records,
    unreadable,
    // An open last line may be another process's record that is still being written, for this very place.
    nextPlace: Math.max(lastPlace + 1, lines.length - 1),
    bytes: content.length,
    endsWithLineBreak,
  };
}
