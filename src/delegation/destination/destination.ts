import { toAssistantMessage, type Completion } from '../../chat/completion.ts';
import type { ConversationStore } from '../../conversations/store.ts';
import { DelegateError } from '../../errors.ts';
import { writeAnswerFile } from '../../runs/answer-file.ts';
import type { LockOptions } from '../../state/process-lock.ts';
import type { ChangeOptions } from '../../workspace/changes/change.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { WriteFile } from '../../workspace/save/file-write.ts';
import { planSave } from '../../workspace/save/save.ts';
import type { DelegationContext } from '../context.ts';
import { asClause } from '../present/receipt.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { SentFile } from '../../workspace/edits/find-targets.ts';
import { planEditing, type EditsPlan } from '../edits/plan.ts';
import type { Destination } from './stored-destination.ts';
import { NOT_SAVED, saveCompletion, type Saved } from './save-completion.ts';

/** What came of it. */
interface Delivered extends Saved {
  /** Null where the conversation does not exist. */
  readonly conversation_id: string | null;
  readonly notes: readonly string[];
  /** Null for a completion that edits no files. */
  readonly edited: Receipt['edited'];
}

interface DeliveryFacts {
  readonly isWhole: boolean;
  readonly model: string;
  readonly run_id: string | null;
  readonly signal: AbortSignal;
  /** Called once, when another change of these files has to end first. */
  readonly onWait: () => void;
}

/** How long a part of an answer waits for a change of the files: its run is cancelled or broken off. */
const PART_WAIT_MS = 1_000;

export interface DestinationPlan {
  readonly destination: Destination;
  /** Undefined for a completion that edits no files. */
  readonly edits: EditsPlan | undefined;
  /** Never throws: a completion that was paid for is returned even if it could not be put where it belongs. */
  deliver(completion: Completion, facts: DeliveryFacts): Promise<Delivered>;
}

/**
 * Checks that the destination is possible, before anything is spent on a completion for it.
 *
 * @param texts - The files to edit, as they are sent; they are read again where this is undefined.
 * @param change - What the files are changed with, where that is more than this completion.
 * @throws {DelegateError} `input` naming what is in the way.
 */
export async function planDestination(
  destination: Destination,
  { config, conversations }: Pick<DelegationContext, 'config' | 'conversations'>,
  { texts, change }: { texts?: readonly SentFile[]; change?: SharedChange | undefined } = {},
): Promise<DestinationPlan> {
  const { save, edits: stored, conversation } = destination;
  const { roots, stateDir } = config.settings;
  const plan =
    save &&
    (await planSave(save.to, { roots, stateDir, overwrite: save.overwrite, replaces: save.replaces }));
  const edits = stored ? await planEditing(stored, config.settings, { texts, change }) : undefined;
  return {
    destination: save && plan ? { ...destination, save: { ...save, replaces: plan.replaces } } : destination,
    edits,
    async deliver(completion, { isWhole, model, run_id, signal, onWait }) {
      const keepPart = (text: string) => writeAnswerFile(stateDir, { roots }, run_id, text);
      const saveIt = async (write: WriteFile | undefined) =>
        save && plan
          ? saveCompletion(plan, completion, {
              format: save.format,
              isWhole,
              write,
              ...(save.isItem && { keepPart }),
            })
          : { ...NOT_SAVED, saved_to: edits?.savedPatch() ?? null };
      const id = save?.changeId ?? run_id;
      const wait = isWhole ? { signal, onWait } : { signal: AbortSignal.timeout(PART_WAIT_MS) };
      const saved = await (save === null || id === null
        ? saveIt(undefined)
        : withUndo({ stateDir, roots, id, change, wait }, saveIt));
      const added = conversation
        ? await addToConversation(conversation, conversations, { completion, isWhole, model })
        : NOT_ADDED;
      return { ...saved, ...added, edited: edits?.edited() ?? null };
    },
  };
}

interface UndoOptions extends Omit<ChangeOptions, keyof LockOptions> {
  /** Undefined for one of this completion alone. */
  readonly change: SharedChange | undefined;
  readonly wait: LockOptions;
}

async function withUndo<Result>(
  { change, wait, ...options }: UndoOptions,
  save: (write: WriteFile) => Promise<Result>,
): Promise<Result> {
  const { undoableWrite } = await import('../../workspace/changes/undoable-write.ts');
  if (change) return save(undoableWrite(change, wait));
  const { shareChange } = await import('../../workspace/changes/shared-change.ts');
  await using own = shareChange(options);
  return await save(undoableWrite(own, wait));
}

type Added = Pick<Delivered, 'conversation_id' | 'notes'>;

const NOT_ADDED: Added = { conversation_id: null, notes: [] };

async function addToConversation(
  { id, basedOn, messages }: NonNullable<Destination['conversation']>,
  conversations: ConversationStore,
  { completion, isWhole, model }: { completion: Completion; isWhole: boolean; model: string },
): Promise<Added> {
  const failure = isWhole
    ? await conversations
        .append(id, { basedOn, messages: [...messages, toAssistantMessage(completion)], model })
        .then(() => undefined, toReason)
    : 'the answer is not whole';
  if (failure === undefined) return { conversation_id: id, notes: [] };
  // One that was to start with this answer does not exist.
  return { conversation_id: basedOn > 0 ? id : null, notes: [`not added to the conversation: ${failure}`] };
}

function toReason(error: unknown): string {
  if (error instanceof DelegateError) return asClause(error.what);
  throw error;
}
