import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { parseRecord, type ExchangeRecord } from './record.ts';

/** What is in a conversation's file. */
export interface Log {
  /** Those records that count, oldest first. */
  readonly records: readonly ExchangeRecord[];
  /** The place of a record that is added now: after everything here, also what this version cannot read. */
  readonly nextPlace: number;
  readonly bytes: number;
  /** Whether the last line is closed, so that a new one can begin right after it. */
  readonly endsWithLineBreak: boolean;
}

/** Windows has no such flag; there, `lstat` alone keeps links out. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** @returns Undefined where there is no plain file: a link is not followed, and a pipe would never end. */
export async function readLog(file: string): Promise<Log | undefined> {
  try {
    return (await lstat(file)).isFile() ? parseLog(await readPlainFile(file)) : undefined;
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function readPlainFile(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | NO_FOLLOW);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * Adds to the end in one write, and waits for the disk.
 *
 * @param options.isNew - Whether the file is created; it fails with EEXIST where there is one already.
 */
export async function appendToLog(file: string, text: string, options: { isNew: boolean }): Promise<void> {
  const creation = options.isNew ? constants.O_CREAT | constants.O_EXCL : 0;
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW | creation, 0o600);
  try {
    const content = Buffer.from(text);
    const { bytesWritten } = await handle.write(content);
    // The rest is not sent after it: another writer may have come between.
    if (bytesWritten < content.length) throw Object.assign(new Error('Short write'), { code: 'ENOSPC' });
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function parseLog(content: Buffer): Log {
  const lines = content.toString('utf8').split('\n').map(parseRecord);
  const records: ExchangeRecord[] = [];
  let lastPlace = -1;
  for (const record of lines) {
    // Of two that were written for one place, the first has it; what cannot be read only leaves a gap.
    if (!record || record.place <= lastPlace) continue;
    records.push(record);
    lastPlace = record.place;
  }
  return {
    records,
    // An open last line may be another process's record that is still being written, for this very place.
    nextPlace: Math.max(lastPlace + 1, lines.length - 1),
    bytes: content.length,
    endsWithLineBreak: content.length === 0 || content.at(-1) === 0x0a,
  };
}

export function isErrorWithCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
