import { closeSync, fstatSync, readSync } from 'node:fs';
import { appendWhole, createForAppend, openForAppend, openIfThere, type AppendFile } from './plain-file.ts';
import { errorCode } from './state-error.ts';

const LINE_BREAK = 0x0a;
const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 1024;

/** A file of lines that others append to, read from where the last reading ended. */
export interface AppendedFile {
  /** Calls back with each whole line that was added. A file that was emptied meanwhile is read anew, after `onRestart`. */
  readMore(onLine: (line: string) => void, onRestart: () => void): void;
}

export function followAppendedFile(file: string): AppendedFile {
  let offset = 0;
  let inode: number | undefined;
  let head: Buffer = Buffer.alloc(0);
  return {
    readMore(onLine, onRestart) {
      const descriptor = openIfThere(file);
      if (descriptor === undefined) {
        if (offset > 0) onRestart();
        offset = 0;
        head = Buffer.alloc(0);
        return;
      }
      try {
        const { size, ino } = fstatSync(descriptor);
        // One that was emptied and written again may have any size, and even the number of the one before it.
        const isSame = size >= offset && (inode ?? ino) === ino && readHead(descriptor, offset).equals(head);
        if (!isSame) {
          onRestart();
          offset = 0;
        }
        inode = ino;
        offset = readLines(descriptor, offset, onLine);
        head = readHead(descriptor, offset);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** @returns The first bytes of those that were read: they hold the id of the first record. */
function readHead(descriptor: number, bytesRead: number): Buffer {
  const head = Buffer.alloc(Math.min(bytesRead, HEAD_BYTES));
  return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
}

/** @returns The offset after the last whole line. */
function readLines(descriptor: number, from: number, onLine: (line: string) => void): number {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = from;
  let consumed = from;
  let open: Buffer[] = [];
  for (;;) {
    const bytesRead = readSync(descriptor, chunk, 0, chunk.length, position);
    if (bytesRead === 0) return consumed;
    let start = 0;
    for (
      let end = chunk.indexOf(LINE_BREAK);
      end !== -1 && end < bytesRead;
      end = chunk.indexOf(LINE_BREAK, start)
    ) {
      const line = Buffer.concat([...open, chunk.subarray(start, end)]);
      open = [];
      start = end + 1;
      consumed = position + start;
      if (line.length > 0) onLine(line.toString('utf8'));
    }
    open.push(Buffer.from(chunk.subarray(start, bytesRead)));
    position += bytesRead;
  }
}

/** The line is preceded by a break: a line that a crash or a full disk cut off costs that line only. */
export function appendLine(file: string, line: string): void {
  const opened = openOrCreate(file);
  try {
    appendWhole(opened, `\n${line}`);
  } finally {
    opened.close();
  }
}

function openOrCreate(file: string): AppendFile {
  try {
    return openForAppend(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  try {
    return createForAppend(file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return openForAppend(file);
  }
}
