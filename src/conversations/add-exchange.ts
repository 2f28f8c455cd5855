import { randomUUID } from 'node:crypto';
import type { ChatMessage } from '../chat/message.ts';
import { errorCode } from '../state/state-error.ts';
import {
  addedMeanwhile,
  alreadyMoved,
  full,
  notStorable,
  unknownConversation,
  unreadableConversation,
} from './conversation-error.ts';
import { appendToLog, readLog } from './log.ts';
import { exchangeRecords } from './record.ts';

export interface NewExchange {
  /** How many exchanges there were when the conversation was read. */
  basedOn: number;
  /** The caller's new messages, and the assistant's answer. */
  messages: readonly ChatMessage[];
  model: string;
}

interface Place {
  readonly file: string;
  /** The real paths of the roots that it belongs to. */
  readonly project: readonly string[];
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
export function addExchange(id: string, { file, project }: Place, exchange: NewExchange): void {
  const { basedOn, messages, model } = exchange;
  const before = readLog(file);
  if (!before && basedOn > 0) throw unknownConversation(id, []);
  if (before?.unreadable) throw unreadableConversation(id, before.unreadable, []);
  const now = before?.records.length ?? 0;
  if (now !== basedOn) throw alreadyMoved(id, { basedOn, now });

  const nonce = randomUUID();
  // What a crash cut off stays a line of its own, and does not spoil this one.
  const followsOpenLine = before !== undefined && !before.endsWithLineBreak;
  const line = exchangeRecords.format({
    kind: 'exchange',
    place: before?.nextPlace ?? 0,
    nonce,
    at: new Date().toISOString(),
    model,
    project: [...project],
    ...(followsOpenLine && { follows_open_line: true }),
    messages: [...messages],
  });
  if (!exchangeRecords.parse(line.trimEnd()).entry) throw notStorable(id);
  if ((before?.bytes ?? 0) + Buffer.byteLength(line) > MAX_BYTES) throw full(id, MAX_BYTES);
  try {
    appendToLog(file, `${followsOpenLine ? '\n' : ''}${line}`, { isNew: !before });
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'EEXIST' && readLog(file)) throw addedMeanwhile(id, error);
    // Removed since it was read, or something is in its place that is no plain file.
    if (['ENOENT', 'EEXIST', 'ELOOP'].includes(code)) throw unknownConversation(id, []);
    throw error;
  }

  const after = readLog(file);
  if (!after) throw unknownConversation(id, []);
  if (!after.records.some((record) => record.nonce === nonce)) throw addedMeanwhile(id);
}
