import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DelegateError } from '../../src/errors.ts';
import {
  openConversationStore,
  type Conversation,
  type ConversationStore,
} from '../../src/conversations/store.ts';
import type { ChatMessage } from '../../src/chat/message.ts';
import { exchangeRecords, type ExchangeRecord } from '../../src/conversations/record.ts';
import { openProjectFolders } from '../../src/state/project-folders.ts';

export const MODEL = 'deepseek-v4-pro';

export interface TestStore extends AsyncDisposable {
  store: ConversationStore;
  stateDir: string;
  folder: string;
  fileOf(id: string): string;
  text(id: string): Promise<string>;
  write(id: string, content: string | Uint8Array): Promise<void>;
}

/** A store in a temporary folder of its own, removed at the end of the test. */
export async function testStore(): Promise<TestStore> {
  const parent = await mkdtemp(path.join(tmpdir(), 'conversations-'));
  const stateDir = path.join(parent, 'state');
  const options = { roots: [] };
  const folder = openProjectFolders(stateDir, 'conversations', options).own();
  const fileOf = (id: string) => path.join(folder, `${id}.jsonl`);
  return {
    store: openConversationStore(stateDir, options),
    stateDir,
    folder,
    fileOf,
    text: (id) => readFile(fileOf(id), 'utf8'),
    write: (id, content) => writeFile(fileOf(id), content),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}

export function turn(question: string, answer = `Answer to ${question}`): ChatMessage[] {
  return [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
}

/** Saves one exchange for each question and returns the id. */
export async function saveTurns(store: ConversationStore, ...asked: string[]): Promise<string> {
  const id = store.newId();
  for (const [basedOn, question] of asked.entries()) {
    await store.append(id, { basedOn, messages: turn(question), model: MODEL });
  }
  return id;
}

/** The first message of each exchange. */
export function questions(conversation: Conversation): unknown[] {
  return conversation.exchanges.map(({ messages }) => messages[0]?.content);
}

/** The error that it ends with; anything but a DelegateError fails the test. */
export async function failureOf(action: Promise<unknown>): Promise<DelegateError> {
  const error = await action.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DelegateError)) throw error;
  return error;
}

/** A line as another process would have written it. */
export function lineOf(
  record: Omit<ExchangeRecord, 'kind' | 'project' | 'nonce'> & { nonce?: string },
): string {
  return exchangeRecords.format({ kind: 'exchange', project: [], nonce: 'other', ...record });
}
