import type { Settings } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { fail, type BlockFailure } from '../../workspace/edits/block.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { PreparedEdits } from '../../workspace/edits/prepare-edits.ts';
import type { SentFile } from '../../workspace/edits/find-targets.ts';
import { openRoots } from '../../workspace/roots.ts';
import { planSave } from '../../workspace/save/save.ts';
import type { Attachment } from '../../workspace/read/attachments.ts';
import { findCheck } from '../checks/find-check.ts';
import { readReadable, readSentFiles } from './sent-files.ts';
import type { StoredEdits } from './stored.ts';

export type EditSettings = Pick<Settings, 'roots' | 'stateDir' | 'allowedFiles' | 'maxInputBytes' | 'checks'>;

interface ApplyOptions {
  /** Null where the run is not kept on disk: then nothing is changed. */
  readonly runId: string | null;
  readonly signal: AbortSignal;
  /** Called once, when another change of these files has to end first. */
  readonly onWait: () => void;
  /** What the files are changed with; undefined for a change of this answer alone. */
  readonly change?: SharedChange;
}

/** How a change was tried. */
interface Tried {
  readonly edited: NonNullable<Receipt['edited']>;
  readonly check: Receipt['check'];
}

type Attempt =
  | { readonly isApplied: true; readonly hasChanged: boolean }
  | { readonly isApplied: false; readonly failures: readonly BlockFailure[] };

/** What becomes of the files that a completion edits. */
export interface EditsPlan {
  readonly settings: EditSettings;
  /** What has to pass before the change is kept. */
  readonly check: { readonly name: string; readonly command: string } | undefined;
  /** Whether an earlier process may have applied it. */
  readonly isResumed: boolean;
  /**
   * Applies all edits of a whole answer, or none. Blocks of an earlier answer that matched are added to it.
   *
   * @throws {DelegateError} Where they cannot be written. @throws The signal's reason.
   */
  apply(answer: string, options: ApplyOptions): Promise<Attempt>;
  /** Lets files be changed that were read meanwhile; one that is not as it was then is a conflict. */
  allow(files: StoredEdits['sent']): Promise<void>;
  /** Takes files as they are now for what was sent. */
  resend(files: readonly Attachment[]): void;
  /**
   * Takes all files as they are now for what was sent, and those that were created too: the next answer is applied to
   * that.
   *
   * @returns Those that are no longer as they were sent.
   */
  startRound(created: readonly string[]): Promise<readonly Attachment[]>;
  /** Sets what has come of it, where that is known only after a check. */
  settle(tried: Tried): void;
  /** What was changed so far; none before it was applied. */
  edited(): NonNullable<Receipt['edited']>;
  /** Null where none has run. */
  checked(): Receipt['check'];
  /** The patch, where one was to be written. */
  savedPatch(): Receipt['saved_to'];
}

const NOTHING: Pick<PreparedEdits, 'matched' | 'failed'> = { matched: [], failed: [] };
const CHANGED = 'is for a file that somebody else has changed meanwhile';

/** @throws {DelegateError} `input` or `configuration`, naming what is in the way. */
export async function planEditing(
  stored: StoredEdits,
  settings: EditSettings,
  { texts, change }: { texts?: readonly SentFile[] | undefined; change?: SharedChange | undefined } = {},
): Promise<EditsPlan> {
  const { roots, stateDir } = settings;
  const { patchTo, overwrite, changeId } = stored;
  openRoots(roots);
  // All items of a fan-out are checked together.
  const check =
    stored.check === null || changeId !== null
      ? undefined
      : { name: stored.check, command: findCheck(stored.check, settings) };
  const save = patchTo === null ? undefined : await planSave(patchTo, { roots, stateDir, overwrite });
  const isResumed = texts === undefined;
  let sent = texts ?? (await readSentFiles(stored.sent, settings));
  let earlier = NOTHING;
  let edited: NonNullable<Receipt['edited']> = [];
  let saved: Receipt['saved_to'] = null;
  let checked: Receipt['check'] = null;
  return {
    settings,
    check,
    isResumed,
    async apply(answer, { runId, signal, onWait, change: own = change }) {
      if (isResumed && !save && !check && changeId === null && runId !== null) {
        const { refuseSecond } = await import('./refuse-second.ts');
        await refuseSecond({ roots, stateDir, id: runId, signal });
      }
      const { prepareEdits, patchOf } = await import('../../workspace/edits/prepare-edits.ts');
      const prepared = await prepareEdits(answer, { roots, stateDir, sent, earlier });
      earlier = prepared;
      if (prepared.failures.length > 0) return { isApplied: false, failures: prepared.failures };
      if (prepared.edits.length === 0) return { isApplied: true, hasChanged: false };
      const patch = patchOf(prepared.edits);
      const id = changeId ?? runId;
      if (save) {
        const { savePatch } = await import('./save-patch.ts');
        saved = await savePatch(save, patch, { roots, stateDir, id, signal, onWait });
        return { isApplied: true, hasChanged: false };
      }
      if (id === null) throw notKept();
      const { writeEdits } = await import('./write-edits.ts');
      const written = await writeEdits(prepared.edits, {
        roots,
        stateDir,
        id,
        change: own,
        signal,
        onWait,
        patch,
      });
      if ('conflicts' in written) {
        const failed = written.conflicts;
        earlier = { matched: prepared.matched.filter((block) => !failed.includes(block)), failed };
        return { isApplied: false, failures: failed.map((block) => fail(block, 'conflict', CHANGED)) };
      }
      edited = written.edited;
      return { isApplied: true, hasChanged: true };
    },
    async allow(files) {
      const known = new Set(sent.map(({ path }) => path));
      const more = files.filter(({ path }) => !known.has(path));
      sent = [...sent, ...(await readSentFiles(more, settings))];
    },
    resend(files) {
      const byPath = new Map(files.map(({ path, text }) => [path, { path, text }]));
      sent = sent.map((file) => byPath.get(file.path) ?? file);
    },
    async startRound(created) {
      const known = new Map(sent.map(({ path, text }) => [path, text]));
      const files = await readReadable([...new Set([...known.keys(), ...created])], settings);
      sent = files;
      earlier = NOTHING;
      return files.filter(({ path, text }) => known.get(path) !== text);
    },
    settle(tried) {
      ({ edited, check: checked } = tried);
    },
    edited: () => edited,
    checked: () => checked,
    savedPatch: () => saved,
  };
}

function notKept(): DelegateError {
  return new DelegateError(
    'configuration',
    'The edits were not applied: the state folder cannot be written, so they could not be undone.',
    'Make DEEPSEEK_STATE_DIR a folder that can be written.',
  );
}
