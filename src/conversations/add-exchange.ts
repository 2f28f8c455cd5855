import { randomUUID } from 'node:crypto';
import type { ChatMessage } from '../chat/message.ts';
import {
  addedMeanwhile,
  alreadyMoved,
  full,
  notStorable,
  unknownConversation,
} from './conversation-error.ts';
import { appendToLog, isErrorWithCode, readLog } from './log.ts';
import { formatRecord, parseRecord } from './record.ts';

export interface NewExchange {
  /** How many exchanges there were when the conversation was read. */
  basedOn: number;
  /** The caller's new messages, and the assistant's answer. */
  messages: readonly ChatMessage[];
  model: string;
}

/** Far more than any context takes; it bounds what reading holds in memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Adds an exchange, without a lock. Each record says for which place it was written, and goes to the end of the
 * file in one append, which local file systems keep whole (O_APPEND; FILE_APPEND_DATA on Windows). Of two
 * records for one place, every reader takes the first. So whoever is second finds out by reading again, and
 * its record stays behind as a line that does not count.
 *
 * A lock file would need to know when its owner is dead. Neither age (a laptop that slept) nor process id
 * (reused; another one in each container) says so for certain, and two that remove a stale lock can remove a fresh one.
 */
export async function addExchange(id: string, file: string, exchange: NewExchange): Promise<void> {
  const { basedOn, messages, model } = exchange;
  const before = await readLog(file);
  if (!before && basedOn > 0) throw unknownConversation(id, []);
  const now = before?.records.length ?? 0;
  if (now !== basedOn) throw alreadyMoved(id, { basedOn, now });

  const nonce = randomUUID();
  const place = before?.nextPlace ?? 0;
  const line = formatRecord({ place, nonce, at: new Date().toISOString(), model, messages });
  if (!parseRecord(line)) throw notStorable(id);
  if ((before?.bytes ?? 0) + Buffer.byteLength(line) > MAX_BYTES) throw full(id, MAX_BYTES);
  // What a crash cut off stays a line of its own, and does not spoil this one.
  const separator = before && !before.endsWithLineBreak ? '\n' : '';
  try {
    await appendToLog(file, separator + line, { isNew: !before });
  } catch (error) {
    if (isErrorWithCode(error, 'EEXIST') && (await readLog(file))) throw addedMeanwhile(id, error);
    // Removed since it was read, or something is in its place that is no plain file.
    if (isErrorWithCode(error, 'ENOENT') || isErrorWithCode(error, 'EEXIST'))
      throw unknownConversation(id, []);
    throw error;
  }

  const after = await readLog(file);
  if (!after) throw unknownConversation(id, []);
  if (!after.records.some((record) => record.nonce === nonce)) throw addedMeanwhile(id);
}
