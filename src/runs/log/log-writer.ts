import type { ChatEvent } from '../../chat/event.ts';
import { lengthOf, mergeEvents } from '../../chat/merge-events.ts';
import type { AppendFile } from '../../state/plain-file.ts';
import { runRecords, type RunRecord } from './record.ts';

const BATCH_MS = 50;
const BATCH_CHARACTERS = 64 * 1024;

/** A record without what the writer adds to all of them. */
type NewRecord = RunRecord extends infer Each
  ? Each extends RunRecord
    ? Omit<Each, 'writer' | 'seq' | 'offset'>
    : never
  : never;

export interface LogWriter {
  /**
   * Queues an event, which is on disk at most about 50 ms later.
   *
   * @param onWritten - Called once it is, or cannot be: for whoever shows the text and must not be ahead of the disk.
   */
  append(event: ChatEvent, onWritten?: () => void): void;
  /** Queues a record of another kind. */
  add(record: NewRecord): void;
  /** Writes what is queued, before it returns. It never fails: see `problem`. */
  flush(): void;
  /** Why what is queued could not be written; undefined again once it could be. */
  problem(): Error | undefined;
  /** How the file differs from what was written here: others have added to it, or it was removed. */
  change(): 'removed' | 'grown' | undefined;
  /** Writes what is queued, and closes the file. @returns Whether all could be written; if not, it stays open. */
  close(): boolean;
}

interface LogWriterOptions {
  /** Closed by the writer. */
  readonly file: AppendFile;
  readonly writer: string;
  readonly nextSeq: number;
  /** Bytes of the file. */
  readonly size: number;
}

export function startLogWriter({ file, writer, nextSeq: seq, size }: LogWriterOptions): LogWriter {
  let queue: NewRecord[] = [];
  let waiting: (() => void)[] = [];
  let queuedCharacters = 0;
  // What is left of a batch that failed. Nothing may be written before it, or the text would have a gap.
  let unwritten = Buffer.alloc(0);
  let problem: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;

  const writeOut = () => {
    while (unwritten.length > 0) {
      const written = file.write(unwritten);
      if (written === 0) throw Object.assign(new Error('The file system took nothing.'), { code: 'ENOSPC' });
      size += written;
      unwritten = unwritten.subarray(written);
    }
  };
  const format = (records: readonly NewRecord[]) => {
    const lines: Buffer[] = [];
    let offset = size;
    for (const record of records) {
      const line = Buffer.from(
        runRecords.format({ ...record, writer, seq, ...(record.kind === 'end' && { offset }) }),
      );
      lines.push(line);
      offset += line.length;
      seq += 1;
    }
    return Buffer.concat(lines);
  };
  const flush = () => {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = soon = undefined;
    try {
      writeOut();
      unwritten = format(queue);
      queue = [];
      queuedCharacters = 0;
      writeOut();
      problem = undefined;
    } catch (error) {
      problem = error as Error;
    }
    const written = waiting;
    waiting = [];
    for (const call of written) call();
  };
  const schedule = () => {
    if (queuedCharacters >= BATCH_CHARACTERS) flush();
    // Not unref'ed: a process that is about to end still writes what it received.
    else timer ??= setTimeout(flush, BATCH_MS);
  };

  return {
    append(event, onWritten) {
      const last = queue.at(-1);
      const merged = last?.kind === 'event' ? mergeEvents(last.event, event) : undefined;
      if (merged) queue.pop();
      queue.push({ kind: 'event', event: merged ?? event });
      queuedCharacters += lengthOf(event);
      if (onWritten) {
        waiting.push(onWritten);
        // After all that arrived together.
        soon ??= setImmediate(flush);
      }
      schedule();
    },
    add(record) {
      queue.push(record);
      schedule();
    },
    flush,
    problem: () => problem,
    change() {
      const found = file.stat();
      if (found.nlink === 0) return 'removed';
      if (found.size <= size) return undefined;
      ({ size } = found);
      return 'grown';
    },
    close() {
      flush();
      if (problem) return false;
      try {
        // Some file systems tell only now that they could not keep what they took. What the system has taken
        // outlives this process; to wait until it outlives the machine would slow down every other run.
        file.close();
      } catch (error) {
        problem = error as Error;
      }
      return true;
    },
  };
}
