import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ChatMessage } from '../chat/message.ts';
import { isId } from '../state/ids.ts';
import { statPlainFile } from '../state/plain-file.ts';
import { errorCode } from '../state/state-error.ts';
import { oneLine } from '../text/clean.ts';
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
  /** The real paths of the roots that it belongs to; null for one of 0.1.0, or one that cannot be read. */
  project: readonly string[] | null;
  /** Why some or all of it cannot be read; null where all can. */
  unreadable: 'damaged' | 'newer' | null;
}

/** A conversation's file, as the folder has it; nothing of it has been read. */
interface ConversationFile {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
}

const EXTENSION = '.jsonl';
const TITLE_CHARACTERS = 80;
/** A first message can be megabytes of files. */
const LOOK_AT_CHARACTERS = 10_000;

export function fileName(id: string): string {
  return `${id}${EXTENSION}`;
}

/** The plain files that are named as conversations are, newest first. A folder that is not there yet has none. */
export function findConversationFiles(folders: readonly string[], begun: string): ConversationFile[] {
  const found: ConversationFile[] = [];
  for (const folder of folders) {
    for (const name of readNames(folder)) {
      const id = name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : '';
      if (!isId('c', id) || !id.startsWith(begun)) continue;
      const file = path.join(folder, name);
      const stats = statPlainFile(file);
      if (stats) found.push({ id, file, bytes: stats.size, modifiedAtMs: stats.mtimeMs });
    }
  }
  return found.toSorted((one, other) => other.modifiedAtMs - one.modifiedAtMs);
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Newest first, by what is in them. One that cannot be read is in the list as well: it can be removed. */
export function listConversations(files: readonly ConversationFile[]): ConversationSummary[] {
  const summaries = files.map((found) => summarise(found, readLogIfPossible(found.file)));
  return summaries.toSorted(
    (one, other) => other.updatedAt.localeCompare(one.updatedAt) || one.id.localeCompare(other.id),
  );
}

/** The ids of the first conversations among these that can be continued. */
export function findReadableIds(files: readonly ConversationFile[], count: number): string[] {
  const ids: string[] = [];
  for (const { id, file } of files) {
    const log = readLogIfPossible(file);
    if (log && log.records.length > 0 && !log.unreadable) ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

function readLogIfPossible(file: string): Log | undefined {
  try {
    return readLog(file);
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
    project: records[0]?.project ?? null,
    unreadable: log?.unreadable ?? (records.length === 0 ? 'damaged' : null),
  };
}

function toTitle({ content }: ChatMessage): string {
  const text = Array.isArray(content)
    ? content.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
    : (content ?? '');
  return Array.from(oneLine(text.slice(0, LOOK_AT_CHARACTERS)))
    .slice(0, TITLE_CHARACTERS)
    .join('');
}
