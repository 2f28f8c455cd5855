import type { Receipt } from '../../runs/receipt.ts';
import { shareChange } from '../../workspace/changes/shared-change.ts';
import type { SavePlan } from '../../workspace/save/save.ts';
import { undoableWrite } from '../../workspace/changes/undoable-write.ts';

interface PatchOptions {
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Of the run that the file is taken back with; null where that is not kept. */
  readonly id: string | null;
  readonly signal: AbortSignal;
  readonly onWait: () => void;
}

/** @throws {DelegateError} Where it could not be saved under its name. */
export async function savePatch(
  save: SavePlan,
  patch: string,
  { id, roots, stateDir, ...wait }: PatchOptions,
): Promise<Receipt['saved_to']> {
  await using change = id === null ? null : shareChange({ roots, stateDir, id });
  const { saved_to, error } = await save.write(patch, change ? undoableWrite(change, wait) : undefined);
  if (error) throw error;
  return saved_to;
}
