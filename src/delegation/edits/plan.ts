import type { Settings } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import type { BlockFailure, PlacedBlock } from '../../workspace/edits/block.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import type { SentFile } from '../../workspace/edits/find-targets.ts';
import { openRoots } from '../../workspace/roots.ts';
import { planSave } from '../../workspace/save/save.ts';
import type { Attachment } from '../../workspace/read/attachments.ts';
import { readSentFiles } from './sent-files.ts';
import type { StoredEdits } from './stored.ts';

export type EditSettings = Pick<Settings, 'roots' | 'stateDir' | 'allowedFiles' | 'maxInputBytes'>;

interface ApplyOptions {
  /** Null where the run is not kept on disk: then nothing is changed. */
  readonly runId: string | null;
  readonly signal: AbortSignal;
  /** Called once, when another change of these files has to end first. */
  readonly onWait: () => void;
}

type Attempt =
  | { readonly isApplied: true }
  | { readonly isApplied: false; readonly failures: readonly BlockFailure[] };

/** What becomes of the files that a completion edits. */
export interface EditsPlan {
  readonly settings: EditSettings;
  /**
   * Applies all edits of a whole answer, or none. Blocks of an earlier answer that matched are added to it.
   *
   * @throws {DelegateError} Where they cannot be written. @throws The signal's reason.
   */
  apply(answer: string, options: ApplyOptions): Promise<Attempt>;
  /** Takes files as they are now for what was sent. */
  resend(files: readonly Attachment[]): void;
  /** What was changed so far; none before it was applied. */
  edited(): NonNullable<Receipt['edited']>;
  /** The patch, where one was to be written. */
  savedPatch(): Receipt['saved_to'];
}

/** @throws {DelegateError} `input` or `configuration`, naming what is in the way. */
export async function planEditing(
  stored: StoredEdits,
  settings: EditSettings,
  { texts, change }: { texts?: readonly SentFile[] | undefined; change?: SharedChange | undefined } = {},
): Promise<EditsPlan> {
  const { roots, stateDir } = settings;
  const { patchTo, overwrite, changeId } = stored;
  await openRoots(roots);
  const save = patchTo === null ? undefined : await planSave(patchTo, { roots, overwrite });
  const isResumed = texts === undefined;
  let sent = texts ?? (await readSentFiles(stored.sent, settings));
  let earlier: readonly PlacedBlock[] = [];
  let edited: NonNullable<Receipt['edited']> = [];
  let saved: Receipt['saved_to'] = null;
  return {
    settings,
    async apply(answer, { runId, signal, onWait }) {
      if (isResumed && !save && changeId === null && runId !== null) {
        const { refuseSecond } = await import('./refuse-second.ts');
        await refuseSecond({ roots, stateDir, id: runId, signal });
      }
      const { prepareEdits, patchOf } = await import('../../workspace/edits/prepare-edits.ts');
      const prepared = await prepareEdits(answer, { roots, stateDir, sent, earlier });
      earlier = prepared.matched;
      if (prepared.failures.length > 0) return { isApplied: false, failures: prepared.failures };
      if (prepared.edits.length === 0) return { isApplied: true };
      const patch = patchOf(prepared.edits);
      const id = changeId ?? runId;
      if (save) {
        const { savePatch } = await import('./save-patch.ts');
        saved = await savePatch(save, patch, { roots, stateDir, id, signal, onWait });
        return { isApplied: true };
      }
      if (id === null) throw notKept();
      const { writeEdits } = await import('./write-edits.ts');
      const written = await writeEdits(prepared.edits, {
        roots,
        stateDir,
        id,
        change,
        signal,
        onWait,
        patch,
      });
      if ('failures' in written) return { isApplied: false, failures: written.failures };
      edited = written.edited;
      return { isApplied: true };
    },
    resend(files) {
      const byPath = new Map(files.map(({ path, text }) => [path, { path, text }]));
      sent = sent.map((file) => byPath.get(file.path) ?? file);
    },
    edited: () => edited,
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
