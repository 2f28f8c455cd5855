import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isConversationId } from './conversation-id.ts';
import { isErrorWithCode } from './log.ts';

/** A conversation's file, as the folder has it; nothing of it has been read. */
export interface ConversationFile {
  id: string;
  file: string;
  bytes: number;
  modifiedAtMs: number;
}

const EXTENSION = '.jsonl';

export function conversationFile(folder: string, id: string): string {
  return path.join(folder, `${id}${EXTENSION}`);
}

/** The plain files that are named as conversations are, newest first. A folder that is not there yet has none. */
export async function findConversationFiles(folder: string): Promise<ConversationFile[]> {
  const found: ConversationFile[] = [];
  for (const name of await readNames(folder)) {
    const id = name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : '';
    if (!isConversationId(id)) continue;
    const file = path.join(folder, name);
    const stats = await lstatIfThere(file);
    if (stats?.isFile()) found.push({ id, file, bytes: stats.size, modifiedAtMs: stats.mtimeMs });
  }
  return found.toSorted((one, other) => other.modifiedAtMs - one.modifiedAtMs);
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Not followed where it is a link. Undefined also where another process has just removed it. */
export async function lstatIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
