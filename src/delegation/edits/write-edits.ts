import { createHash } from 'node:crypto';
import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { shareChange, type SharedChange } from '../../workspace/changes/shared-change.ts';
import { keepPatch } from '../../workspace/changes/kept-patch.ts';
import { FilesChanged } from '../../workspace/save/file-write.ts';
import type { PlacedBlock } from '../../workspace/edits/block.ts';
import type { PreparedEdit } from '../../workspace/edits/prepare-edits.ts';
import { notWritten } from './describe-failures.ts';

interface WriteOptions {
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Of the run that the change belongs to. */
  readonly id: string;
  /** What the files are changed with; undefined for a change of this run alone. */
  readonly change: SharedChange | undefined;
  readonly signal: AbortSignal;
  readonly onWait: () => void;
  readonly patch: string;
}

type Written =
  | { readonly edited: NonNullable<Receipt['edited']> }
  /** Blocks for files that somebody else changed in the last moment. */
  | { readonly conflicts: readonly PlacedBlock[] };

/**
 * Writes edits, all or none.
 *
 * @returns Conflicts where somebody else changed a file in the last moment: then nothing is written.
 * @throws {DelegateError} Where they cannot be written. @throws The signal's reason.
 */
export async function writeEdits(
  edits: readonly PreparedEdit[],
  { roots, stateDir, id, change, signal, onWait, patch }: WriteOptions,
): Promise<Written> {
  try {
    await using own = shareChange({ stateDir, roots, id });
    await (change ?? own).write(
      edits.map(({ write }) => write),
      { signal, onWait },
    );
  } catch (error) {
    if (error instanceof FilesChanged) {
      const changed = new Set(error.paths);
      return {
        conflicts: edits.flatMap(({ write, blocks }) => (changed.has(write.target.path) ? blocks : [])),
      };
    }
    if (signal.aborted || error instanceof DelegateError) throw error;
    throw notWritten(
      error instanceof Error && 'code' in error ? String(error.code) : 'it could not be written',
    );
  }
  await keepPatch(stateDir, id, patch);
  return {
    edited: edits.map(({ path, action, added, removed, write: { after } }) => ({
      path,
      action,
      added,
      removed,
      sha256: after && createHash('sha256').update(after).digest('hex'),
    })),
  };
}
