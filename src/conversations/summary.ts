import type { ChatMessage } from '../chat/message.ts';
import { findConversationFiles, type ConversationFile } from './folder.ts';
import { readLog, type Log } from './log.ts';

export interface ConversationSummary {
  id: string;
  /** The first 80 characters of the first user message, on one line; empty where there is none. */
  title: string;
  /** Those that can be read; 0 where the file is damaged. */
  exchanges: number;
  bytes: number;
  /** ISO 8601 in UTC. */
  updatedAt: string;
}

const TITLE_CHARACTERS = 80;

/** Newest first. A file that cannot be read is in the list as well: it can be removed. */
export async function listConversations(folder: string): Promise<ConversationSummary[]> {
  const summaries: ConversationSummary[] = [];
  // One after the other: each may be some megabytes.
  for (const found of await findConversationFiles(folder)) {
    summaries.push(summarise(found, await readLogIfPossible(found.file)));
  }
  return summaries.toSorted(
    (one, other) => other.updatedAt.localeCompare(one.updatedAt) || one.id.localeCompare(other.id),
  );
}

/** The ids of the newest conversations that can be gone on with. */
export async function findRecentIds(folder: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (const { id, file } of await findConversationFiles(folder)) {
    const log = await readLogIfPossible(file);
    if (log && log.records.length > 0) ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

async function readLogIfPossible(file: string): Promise<Log | undefined> {
  try {
    return await readLog(file);
  } catch {
    return undefined;
  }
}

function summarise({ id, bytes, modifiedAtMs }: ConversationFile, log: Log | undefined): ConversationSummary {
  const records = log?.records ?? [];
  const firstUserMessage = records.flatMap(({ messages }) => messages).find(({ role }) => role === 'user');
  return {
    id,
    title: firstUserMessage ? toTitle(firstUserMessage) : '',
    exchanges: records.length,
    bytes: log?.bytes ?? bytes,
    updatedAt: new Date(records.at(-1)?.at ?? modifiedAtMs).toISOString(),
  };
}

function toTitle({ content }: ChatMessage): string {
  const text = Array.isArray(content)
    ? content.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
    : (content ?? '');
  // A list is shown in terminals, which obey control characters and marks that turn the direction of text.
  const line = text
    .slice(0, LOOK_AT_CHARACTERS)
    .replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, TITLE_CHARACTERS).join('');
}

/** A first message can be megabytes of files. */
const LOOK_AT_CHARACTERS = 10_000;
