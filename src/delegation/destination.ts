import * as z from 'zod';
import type { Config } from '../config/config.ts';
import { DelegateError } from '../errors.ts';
import type { ChatMessage } from '../chat/message.ts';
import { toAssistantMessage, type Completion } from '../chat/completion.ts';
import type { ConversationStore } from '../conversations/store.ts';
import { codeOnly } from '../workspace/save/code-only.ts';
import { planSave, type SavePlan } from '../workspace/save/save.ts';
import type { Receipt } from '../runs/receipt.ts';

const savedFile = z.object({ path: z.string(), bytes: z.number(), sha256: z.string() });

/** What is to be done with an answer, kept with its run: whoever goes on with that does it as well. */
const followUpSchema = z.object({
  save: z.object({ to: z.string(), format: z.enum(['text', 'code']), overwrite: z.boolean() }).nullable(),
  conversation: z
    .object({
      id: z.string(),
      /** How many exchanges the conversation had. */
      basedOn: z.number(),
      /** The caller's new messages. */
      messages: z.array(z.custom<ChatMessage>((value) => typeof value === 'object' && value !== null)),
    })
    .nullable(),
  json_schema: z.record(z.string(), z.unknown()).nullable(),
  /** What was sent along, for the receipt. */
  files: z.array(savedFile).nullable(),
});

export type FollowUp = z.infer<typeof followUpSchema>;

const NOTHING: FollowUp = { save: null, conversation: null, json_schema: null, files: null };

/** What a run's log has of it; nothing to do where it cannot be read. */
export function parseFollowUp(stored: unknown): FollowUp {
  return followUpSchema.safeParse(stored).data ?? NOTHING;
}

/** What came of it. */
interface FollowedUp {
  readonly savedTo: Receipt['saved_to'];
  /** Why it was not saved as it should be. */
  readonly error: DelegateError | undefined;
  /** Null where the conversation does not exist. */
  readonly conversationId: string | null;
  readonly notes: readonly string[];
}

export interface FollowUpPlan {
  readonly followUp: FollowUp;
  /** Never throws: an answer that was paid for is handed back even if it could not be put where it should be. */
  carryOut(answer: Completion, facts: { isWhole: boolean; model: string }): Promise<FollowedUp>;
}

/**
 * Checks that the follow-up is possible, before anything is spent on an answer for it.
 *
 * @throws {DelegateError} `input` naming what is in the way.
 */
export async function planFollowUp(
  followUp: FollowUp,
  { config, conversations }: { config: Config; conversations: ConversationStore },
): Promise<FollowUpPlan> {
  const { save, conversation } = followUp;
  const { roots } = config.settings;
  const plan = save && (await planSave(save.to, { roots, overwrite: save.overwrite }));
  return {
    followUp,
    async carryOut(answer, { isWhole, model }) {
      const saved = save && plan ? await saveAnswer(plan, answer, { ...save, isWhole }) : NOT_SAVED;
      const added = conversation
        ? await addToConversation(conversation, conversations, { answer, isWhole, model })
        : NOT_ADDED;
      return { ...saved, ...added };
    },
  };
}

const NOT_ADDED = { conversationId: null, notes: [] };

async function addToConversation(
  { id, basedOn, messages }: NonNullable<FollowUp['conversation']>,
  conversations: ConversationStore,
  { answer, isWhole, model }: { answer: Completion; isWhole: boolean; model: string },
): Promise<Pick<FollowedUp, 'conversationId' | 'notes'>> {
  const failure = isWhole
    ? await attempt(() =>
        conversations.append(id, { basedOn, messages: [...messages, toAssistantMessage(answer)], model }),
      )
    : 'the answer is not whole';
  if (!failure) return { conversationId: id, notes: [] };
  const reason = typeof failure === 'string' ? failure : withoutFullStop(failure.what);
  // One that was to be begun with this answer does not exist.
  return { conversationId: basedOn > 0 ? id : null, notes: [`not added to the conversation: ${reason}`] };
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

interface Saved {
  savedTo: Receipt['saved_to'];
  error: DelegateError | undefined;
}

const NOT_SAVED: Saved = { savedTo: null, error: undefined };

async function saveAnswer(
  plan: SavePlan,
  { text, tool_calls }: Completion,
  { format, isWhole }: { format: 'text' | 'code'; isWhole: boolean },
): Promise<Saved> {
  const content = !isWhole || format === 'text' ? text : codeOnly(text);
  if (!isWhole && text === '') return NOT_SAVED;
  if (text === '' && tool_calls.length > 0) return { savedTo: null, error: onlyCalls() };
  const saved: Saved = { savedTo: null, error: content === undefined ? noCode() : undefined };
  const failure = await attempt(async () => {
    saved.savedTo =
      isWhole && content !== undefined ? await plan.write(content) : await plan.writeIncomplete(text);
  });
  return { ...saved, error: failure ?? saved.error };
}

function onlyCalls(): DelegateError {
  return new DelegateError(
    'malformed',
    'The answer is tool calls without a text, so there is nothing to save.',
    'Answer the calls, or leave the tools out.',
  );
}

function noCode(): DelegateError {
  return new DelegateError(
    'malformed',
    'save_format is "code", but the answer has no closed code block.',
    'Look at what was saved beside the target, and ask for the file in one fenced code block.',
  );
}

/** @returns The error that says what was in the way; undefined where nothing was. */
async function attempt(action: () => Promise<void>): Promise<DelegateError | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof DelegateError) return error;
    throw error;
  }
}
