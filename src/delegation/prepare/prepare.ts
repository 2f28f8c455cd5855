import type { ChatMessage } from '../../chat/message.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Conversation, ConversationStore } from '../../conversations/store.ts';
import { estimateTokens } from '../../chat/estimate-tokens.ts';
import { fitToContext, systemTextOf, withNeededReasoning } from '../../conversations/trim.ts';
import type { Attachment, AttachmentOptions, Attachments } from '../../workspace/read/attachments.ts';
import type { SkippedFile } from '../../workspace/read/skipped.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import { formatAttachments } from '../../workspace/read/format-attachments.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import { planDestination, type DestinationPlan } from '../destination/destination.ts';
import { createJsonCheck, type JsonCheck } from '../json/check.ts';
import { editsOf } from '../edits/arguments.ts';
import { boundsOf } from '../explore/arguments.ts';
import { EDITS_INSTRUCTION } from '../edits/instruction.ts';
import { requestSettings, type RequestSettings } from './request-settings.ts';
import { titleOf } from './title.ts';
import { toTurns } from './turns.ts';
import { warnOfTokens } from './typed-secrets.ts';

/** A run that is ready to be sent: everything that can fail before anything is spent did not. */
export interface PreparedRun {
  readonly request: ChatRequest;
  readonly check: JsonCheck | undefined;
  readonly plan: DestinationPlan;
  /** The first words of the prompt, for lists. */
  readonly title: string;
  readonly notes: readonly string[];
  /** What globs would have caught, and why it is not sent. */
  readonly skipped: readonly SkippedFile[];
}

/** What several runs send first: read, checked and formatted once, and byte-identical in each request. */
export interface SharedAttachments {
  readonly files: readonly Attachment[];
  readonly text: string;
}

/** Tokens of the models' context, input and output together. */
const CONTEXT_TOKENS = 1_000_000;
/** Left to the answer where the caller sets no limit. */
const ANSWER_TOKENS = 64_000;
const SHOWN_SKIPPED = 3;

export interface PrepareOptions {
  readonly signal: AbortSignal;
  readonly shared?: SharedAttachments;
  /** Whether this is one of many files. */
  readonly isItem?: boolean;
  /** What files are changed with, where that is not the run alone. */
  readonly change?: SharedChange | undefined;
}

/** @throws {DelegateError} Of kind `input` or `configuration`, with what to change. */
export async function prepare(
  given: ChatArguments,
  { config, conversations }: Pick<DelegationContext, 'config' | 'conversations'>,
  { signal, shared = NOTHING_SHARED, isItem = false, change }: PrepareOptions,
): Promise<PreparedRun> {
  const { roots, allowedFiles, maxInputBytes } = config.settings;
  const settings = requestSettings(given, config);
  const otherBytes = shared.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const own = await readFiles(given.files ?? [], {
    roots,
    allowedFiles,
    maxInputBytes,
    otherBytes,
    signal,
  });
  const files = [...shared.files, ...own.files];
  const isEdits = given.save_format === 'edits';
  const opened = await openConversation(given.conversation_id, conversations);
  const { messages, turns, omittedExchanges } = toMessages(given, settings, {
    opened,
    attached: [shared.text, formatAttachments(own.files), isEdits ? EDITS_INSTRUCTION : '']
      .filter(Boolean)
      .join('\n\n'),
  });
  const plan = await planDestination(
    {
      save: isEdits ? null : toSave(given, { isItem, changeId: change?.id ?? null }),
      edits: isEdits ? editsOf(given, own.files, change?.id) : null,
      explore: given.explore ? boundsOf(config.settings) : null,
      conversation: opened && {
        id: opened.id,
        basedOn: opened.exchanges.length,
        // What only this call's form of answer asks for must not bind the calls after it.
        messages: given.system ? [{ role: 'system', content: given.system }, ...turns] : [...turns],
      },
      json_schema: given.json_schema ?? null,
      files: files.length > 0 ? files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })) : null,
    },
    { config, conversations },
    { texts: own.files.filter(({ lines }) => !lines), change },
  );
  return {
    request: { ...settings, messages },
    check: settings.response_format === 'json' ? await createJsonCheck(given.json_schema) : undefined,
    plan,
    title: titleOf(given),
    skipped: own.skipped,
    notes: [
      ...(await warnOfTokens(given)),
      ...describeSkipped(own.skipped),
      ...describeOmitted(omittedExchanges),
    ],
  };
}

const NOTHING_SHARED: SharedAttachments = { files: [], text: '' };

/** Most calls send no files, and need none of what finds, reads and checks them. */
async function readFiles(patterns: readonly string[], options: AttachmentOptions): Promise<Attachments> {
  if (patterns.length === 0) return { files: [], skipped: [] };
  const { readAttachments } = await import('../../workspace/read/attachments.ts');
  return readAttachments(patterns, options);
}

function toSave(
  { save_to, save_format = 'text', overwrite = false }: ChatArguments,
  item: { isItem: boolean; changeId: string | null },
) {
  return save_to === undefined || save_format === 'edits'
    ? null
    : { to: save_to, format: save_format, overwrite, ...item };
}

async function openConversation(
  id: string | undefined,
  conversations: ConversationStore,
): Promise<Conversation | null> {
  if (id === undefined) return null;
  return id === 'new' ? { id: conversations.newId(), exchanges: [] } : conversations.read(id);
}

interface Said {
  readonly messages: readonly ChatMessage[];
  /** The caller's own, with the files. */
  readonly turns: readonly ChatMessage[];
  readonly omittedExchanges: number;
}

function toMessages(
  given: ChatArguments,
  settings: RequestSettings,
  { opened, attached }: { opened: Conversation | null; attached: string },
): Said {
  const bringsSystem = given.messages?.some(({ role }) => role === 'system') ?? false;
  const inForce = given.system ?? (opened && !bringsSystem ? systemTextOf(opened) : undefined);
  const { system, turns } = toTurns({ ...given, system: inForce }, settings, attached);
  const said = system ? [system, ...turns] : turns;
  if (!opened) return { messages: said, turns, omittedExchanges: 0 };
  const { max_tokens = ANSWER_TOKENS, tools = [] } = settings;
  // Tool definitions are text to the model as everything else.
  const toolTokens =
    tools.length > 0 ? estimateTokens([{ role: 'user', content: JSON.stringify(tools) }]) : 0;
  const room = Math.max(0, CONTEXT_TOKENS - max_tokens - toolTokens);
  const { messages, omittedExchanges } = fitToContext(opened, said, room);
  return {
    messages: withNeededReasoning(messages, { offersTools: tools.length > 0 }),
    turns,
    omittedExchanges,
  };
}

function describeSkipped(skipped: Attachments['skipped']): string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, SHOWN_SKIPPED).map(({ path, reason }) => `${path} ${reason}`);
  const more = skipped.length > SHOWN_SKIPPED ? ` and ${skipped.length - SHOWN_SKIPPED} more` : '';
  return [`skipped: ${shown.join('; ')}${more}`];
}

function describeOmitted(exchanges: number): string[] {
  return exchanges > 0 ? [`the oldest ${exchanges} exchanges did not fit and were omitted`] : [];
}
