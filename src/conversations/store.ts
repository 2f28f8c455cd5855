import { rmSync } from 'node:fs';
import path from 'node:path';
import type { ChatMessage } from '../chat/message.ts';
import { createId, isId } from '../state/ids.ts';
import { openProjectFolders, type ProjectOptions } from '../state/project-folders.ts';
import { pruneSometimes } from '../state/prune-schedule.ts';
import type { Unreadable } from '../state/record-format.ts';
import { stateFolderError } from '../state/state-error.ts';
import { addExchange, type NewExchange } from './add-exchange.ts';
import {
  foreignConversation,
  malformedId,
  notKept,
  unknownConversation,
  unreadableConversation,
} from './conversation-error.ts';
import { readLog } from './log.ts';
import { pruneConversations } from './prune.ts';
import {
  fileName,
  findConversationFiles,
  findReadableIds,
  listConversations,
  type ConversationSummary,
} from './summary.ts';

export interface Conversation {
  id: string;
  /** Oldest first. `at` is when it was saved: ISO 8601 in UTC. */
  exchanges: readonly { messages: readonly ChatMessage[]; at: string; model: string }[];
}

/** What can be read of a conversation, to be looked at. */
export interface InspectedConversation extends Conversation {
  /** Why there is more that cannot be read; undefined where this is all of it. */
  unreadable: Unreadable | undefined;
}

export interface ConversationStoreOptions extends ProjectOptions {
  /** Days after which conversations are removed; 0 keeps none. 7 by default. */
  readonly keepDays?: number | undefined;
}

/**
 * The conversations of a project in a state folder. Several processes may have it open at once.
 *
 * Each method throws a DelegateError: `configuration` where the state folder cannot be used, and `input` for an id
 * that is malformed or unknown, naming up to three recent ones, or that belongs to another project, naming that.
 */
export interface ConversationStore {
  /**
   * `c_` and 22 random characters. Nothing is written before the first exchange is saved.
   *
   * @throws {DelegateError} `configuration` where nothing is kept.
   */
  newId(): string;
  /** All of a conversation, to continue it. @throws {DelegateError} `input` where some of it cannot be read. */
  read(id: string): Promise<Conversation>;
  /** What can be read of one, also if it is damaged. */
  inspect(id: string): Promise<InspectedConversation>;
  /**
   * Adds one exchange: after a crash all of it is there, or nothing.
   *
   * @throws {DelegateError} `input` when `basedOn` is not the number of exchanges any more.
   */
  append(id: string, exchange: NewExchange): Promise<void>;
  /** The newest 100 by default, the newest first, damaged ones included. */
  list(options?: { limit: number }): Promise<ConversationSummary[]>;
  /** Removes those to which nothing was added for as many days as conversations are kept. */
  prune(): Promise<void>;
  /** Ids that begin so, the newest first. */
  idsFrom(begun: string, limit: number): Promise<string[]>;
  /** Removes it, also when it is damaged. */
  remove(id: string): Promise<void>;
}

const RECENT_IDS = 3;
const LISTED = 100;
const DAY_MS = 24 * 3600 * 1000;
const DEFAULT_DAYS = 7;

export function openConversationStore(
  stateDir: string,
  options: ConversationStoreOptions,
): ConversationStore {
  const folders = openProjectFolders(stateDir, 'conversations', options);
  const findFiles = (begun = '') => findConversationFiles(folders.listed(), begun);
  const recentIds = () => findReadableIds(findFiles(), RECENT_IDS);

  /** The file of a conversation that exists and may be used. */
  const locate = (id: string) => {
    if (!isId('c', id)) throw malformedId(id, recentIds());
    const located = folders.locate(fileName(id));
    if (!located) throw unknownConversation(id, recentIds());
    const file = path.join(located.folder, fileName(id));
    if (!located.isForeign) return file;
    const log = readLog(file);
    throw foreignConversation(id, log?.records[0]?.project ?? [], recentIds());
  };

  const inspect = (id: string): InspectedConversation => {
    const log = readLog(locate(id));
    if (!log || (log.records.length === 0 && !log.unreadable)) throw unknownConversation(id, recentIds());
    const exchanges = log.records.map(({ messages, at, model }) => ({ messages, at, model }));
    return { id, exchanges, unreadable: log.unreadable };
  };

  /** File operations are synchronous; what they throw is what the promise rejects with. */
  const access = async <Result>(action: 'read' | 'written', use: () => Result): Promise<Result> => {
    try {
      return use();
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw stateFolderError(stateDir, action, error);
      throw error;
    }
  };

  const days = options.keepDays ?? DEFAULT_DAYS;
  // Where nothing is kept, none is made.
  const prune = () => pruneConversations(stateDir, Math.max(1, days) * DAY_MS);

  return {
    prune,
    newId() {
      if (options.keepDays === 0) throw notKept();
      return createId('c');
    },
    inspect: (id) => access('read', () => inspect(id)),
    read: (id) =>
      access('read', () => {
        const { unreadable, ...conversation } = inspect(id);
        if (unreadable) throw unreadableConversation(id, unreadable, recentIds());
        return conversation;
      }),
    append: (id, exchange) =>
      access('written', () => {
        if (!isId('c', id)) throw malformedId(id, recentIds());
        const isNew = exchange.basedOn === 0 && !folders.locate(fileName(id));
        const file = isNew ? path.join(folders.prepare(), fileName(id)) : locate(id);
        addExchange(id, { file, project: folders.project() }, exchange);
        pruneSometimes(stateDir, 'conversations', prune);
      }),
    list: ({ limit } = { limit: LISTED }) =>
      access('read', () => listConversations(findFiles().slice(0, limit))),
    idsFrom: (begun, limit) =>
      access('read', () =>
        findFiles(begun)
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    remove: (id) => access('written', () => rmSync(locate(id), { force: true })),
  };
}
