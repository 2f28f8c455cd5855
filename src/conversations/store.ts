import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ChatMessage } from '../chat/message.ts';
import { addExchange, type NewExchange } from './add-exchange.ts';
import {
  malformedId,
  stateFolderError,
  unknownConversation,
  unreadableConversation,
} from './conversation-error.ts';
import { createConversationId, isConversationId } from './conversation-id.ts';
import { conversationFile, lstatIfThere } from './folder.ts';
import { readLog } from './log.ts';
import { findRecentIds, listConversations, type ConversationSummary } from './summary.ts';

export interface Conversation {
  id: string;
  /** Oldest first. `at` is when it was saved: ISO 8601 in UTC. */
  exchanges: readonly { messages: readonly ChatMessage[]; at: string; model: string }[];
}

/**
 * The conversations of a state folder. Several processes may have it open at once.
 *
 * Each method throws a DelegateError: `configuration` where the state folder cannot be used, and `input`
 * for an id that is malformed or unknown, naming up to three recent ones.
 */
export interface ConversationStore {
  /** `c_` and 22 random characters. Nothing is written before the first exchange is saved. */
  newId(): string;
  read(id: string): Promise<Conversation>;
  /**
   * Adds one exchange: after a crash all of it is there, or nothing.
   *
   * @throws {DelegateError} `input` when `basedOn` is not the number of exchanges any more.
   */
  append(id: string, exchange: NewExchange): Promise<void>;
  /** Newest first, damaged ones included. */
  list(): Promise<ConversationSummary[]>;
  /** Removes it, also when it is damaged. */
  remove(id: string): Promise<void>;
}

const RECENT_IDS = 3;

export function openConversationStore(stateDir: string): ConversationStore {
  const folder = path.join(stateDir, 'conversations');
  const recentIds = () => findRecentIds(folder, RECENT_IDS);

  const fileOf = async (id: string) => {
    if (!isConversationId(id)) throw malformedId(id, await recentIds());
    return conversationFile(folder, id);
  };

  const access = async <Result>(action: 'read' | 'written', use: () => Promise<Result>): Promise<Result> => {
    try {
      return await use();
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw stateFolderError(stateDir, action, error);
      throw error;
    }
  };

  return {
    newId: createConversationId,
    read: (id) =>
      access('read', async () => {
        const log = await readLog(await fileOf(id));
        if (!log) throw unknownConversation(id, await recentIds());
        if (log.records.length === 0) throw unreadableConversation(id, await recentIds());
        return { id, exchanges: log.records.map(({ messages, at, model }) => ({ messages, at, model })) };
      }),
    append: (id, exchange) =>
      access('written', async () => {
        const file = await fileOf(id);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await addExchange(id, file, exchange);
      }),
    list: () => access('read', () => listConversations(folder)),
    remove: (id) =>
      access('written', async () => {
        const file = await fileOf(id);
        if (!(await lstatIfThere(file))?.isFile()) throw unknownConversation(id, await recentIds());
        await rm(file, { force: true });
      }),
  };
}
