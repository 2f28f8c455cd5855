import type { Config } from '../config/config.ts';
import type { ChatMessage } from '../chat/message.ts';
import type { ChatRequest } from '../chat/request.ts';
import { estimateTokens, fitToContext, systemTextOf, withNeededReasoning } from '../conversations/trim.ts';
import type { Conversation, ConversationStore } from '../conversations/store.ts';
import { readAttachments, type Attachments } from '../workspace/read/attachments.ts';
import { formatAttachments } from '../workspace/read/format-attachments.ts';
import { planFollowUp, type FollowUpPlan } from './destination.ts';
import { createJsonCheck, type JsonCheck } from './json/check.ts';
import { toSettings, toTurns, type Task } from './task.ts';

/** A task that is ready to be sent: everything that can fail before anything is spent did not. */
export interface Prepared {
  readonly request: ChatRequest;
  readonly check: JsonCheck | undefined;
  readonly plan: FollowUpPlan;
  /** The first words of the prompt, for lists. */
  readonly title: string;
  readonly notes: readonly string[];
}

export interface PrepareContext {
  readonly config: Config;
  readonly conversations: ConversationStore;
}

/** Tokens of the models' context, input and output together. */
const CONTEXT_TOKENS = 1_000_000;
/** What is left to the answer where the caller sets no limit. */
const ANSWER_TOKENS = 64_000;
const TITLE_CHARACTERS = 80;
const SHOWN_LEFT_OUT = 3;

/** @throws {DelegateError} Of kind `input` or `configuration`, with what to change. */
export async function prepare(task: Task, context: PrepareContext, signal: AbortSignal): Promise<Prepared> {
  const { config, conversations } = context;
  const { roots, maxInputBytes } = config.settings;
  const settings = toSettings(task, config);
  const { files, leftOut } = await readAttachments(task.files ?? [], { roots, maxInputBytes, signal });
  const opened = await openConversation(task.conversationId, conversations);
  const bringsSystem = task.messages?.some(({ role }) => role === 'system') ?? false;
  const inForce = task.system ?? (opened && !bringsSystem ? systemTextOf(opened) : undefined);
  const { system, turns } = toTurns({ ...task, system: inForce }, settings, formatAttachments(files));
  const said = system ? [system, ...turns] : turns;
  const { messages, exchangesLeftOut } = opened
    ? fit(opened, said, settings)
    : { messages: said, exchangesLeftOut: 0 };
  const plan = await planFollowUp(
    {
      save: task.save_to === undefined ? null : toSave(task.save_to, task),
      conversation: opened && {
        id: opened.id,
        basedOn: opened.exchanges.length,
        // What only this call's form of answer asks for must not bind the calls after it.
        messages: task.system ? [{ role: 'system', content: task.system }, ...turns] : turns.slice(),
      },
      json_schema: task.json_schema ?? null,
      files: files.length > 0 ? files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })) : null,
    },
    context,
  );
  return {
    request: { ...settings, messages },
    check: settings.response_format === 'json' ? await createJsonCheck(task.json_schema) : undefined,
    plan,
    title: toTitle(task),
    notes: [
      ...(leftOut.length > 0 ? [describeLeftOut(leftOut)] : []),
      ...(exchangesLeftOut > 0
        ? [`the oldest ${exchangesLeftOut} exchanges did not fit and were left out`]
        : []),
    ],
  };
}

function toSave(to: string, { save_format = 'text', overwrite = false }: Task) {
  return { to, format: save_format, overwrite };
}

async function openConversation(
  id: string | undefined,
  conversations: ConversationStore,
): Promise<Conversation | null> {
  if (id === undefined) return null;
  return id === 'new' ? { id: conversations.newId(), exchanges: [] } : conversations.read(id);
}

function fit(
  conversation: Conversation,
  said: readonly ChatMessage[],
  { max_tokens = ANSWER_TOKENS, tools = [] }: Omit<ChatRequest, 'messages'>,
): { messages: ChatMessage[]; exchangesLeftOut: number } {
  // Tool definitions are text to the model as everything else.
  const toolTokens =
    tools.length > 0 ? estimateTokens([{ role: 'user', content: JSON.stringify(tools) }]) : 0;
  const room = Math.max(0, CONTEXT_TOKENS - max_tokens - toolTokens);
  const { messages, exchangesLeftOut } = fitToContext(conversation, said, room);
  return {
    messages: withNeededReasoning(messages, { offersTools: tools.length > 0 }),
    exchangesLeftOut,
  };
}

function toTitle({ prompt, messages }: Task): string {
  const last = messages?.findLast(({ role }) => role === 'user')?.content;
  const text = prompt ?? (typeof last === 'string' ? last : '');
  // A list is shown in terminals, which obey control characters.
  const line = text
    .slice(0, 1000)
    .replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, TITLE_CHARACTERS).join('');
}

function describeLeftOut(leftOut: Attachments['leftOut']): string {
  const shown = leftOut.slice(0, SHOWN_LEFT_OUT).map(({ path, reason }) => `${path} ${reason}`);
  const more = leftOut.length > SHOWN_LEFT_OUT ? ` and ${leftOut.length - SHOWN_LEFT_OUT} more` : '';
  return `left out: ${shown.join('; ')}${more}`;
}
