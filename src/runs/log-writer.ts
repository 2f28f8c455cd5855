import type { FileHandle } from 'node:fs/promises';
import type { ChatEvent } from '../chat/event.ts';
import { lengthOf, mergeEvents } from '../chat/merge-events.ts';
import { formatRecord, type RunRecord } from './record.ts';

const BATCH_MS = 50;
const BATCH_CHARACTERS = 64 * 1024;

export interface LogWriter {
  /** Queues an event; it is on disk at most about 50 ms later. */
  append(event: ChatEvent): void;
  /** Queues a record of another kind. */
  add(record: RunRecord): void;
  /** Why what is queued could not be written; undefined again once it could be. */
  problem(): Error | undefined;
  /** Writes what is queued, and closes the file. */
  close(): Promise<void>;
}

export function startLogWriter(handle: Pick<FileHandle, 'write' | 'close'>, writer: string): LogWriter {
  let queue: RunRecord[] = [];
  let queuedCharacters = 0;
  // What is left of a batch that failed. Nothing may be written before it, or the text would have a gap.
  let unwritten = Buffer.alloc(0);
  let problem: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isScheduled = false;
  let lastWrite = Promise.resolve();

  const writeOut = async () => {
    while (unwritten.length > 0) {
      const { bytesWritten } = await handle.write(unwritten);
      if (bytesWritten === 0) throw new Error('The file system took nothing.');
      unwritten = unwritten.subarray(bytesWritten);
    }
  };
  const writeBatch = async () => {
    isScheduled = false;
    try {
      await writeOut();
      unwritten = Buffer.from(queue.map(formatRecord).join(''));
      queue = [];
      queuedCharacters = 0;
      await writeOut();
      problem = undefined;
    } catch (error) {
      problem = error as Error;
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isScheduled) return;
    isScheduled = true;
    lastWrite = lastWrite.then(writeBatch);
  };
  const scheduleFlush = () => {
    if (queuedCharacters >= BATCH_CHARACTERS) flush();
    // Not unref'ed: a process that is about to end still writes what it received.
    else timer ??= setTimeout(flush, BATCH_MS);
  };

  return {
    append(event) {
      const last = queue.at(-1);
      const merged = last?.type === 'event' ? mergeEvents(last.event, event) : undefined;
      if (merged) queue.pop();
      queue.push({ writer, type: 'event', event: merged ?? event });
      queuedCharacters += lengthOf(event);
      scheduleFlush();
    },
    add(record) {
      queue.push(record);
      scheduleFlush();
    },
    problem: () => problem,
    async close() {
      flush();
      await lastWrite;
      try {
        // Some file systems tell only now that they could not keep what they took. What the system has taken
        // outlives this process; to wait until it outlives the machine would slow down every other run.
        await handle.close();
      } catch (error) {
        problem ??= error as Error;
      }
    },
  };
}
