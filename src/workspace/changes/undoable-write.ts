import type { LockOptions } from '../../state/process-lock.ts';
import type { SharedChange } from './shared-change.ts';
import { isInTheWay, writeForGood, type WriteFile } from '../save/file-write.ts';
import { FolderMoved } from '../save/hold-folder.ts';

/**
 * Writes a file as a part of a change that can be taken back. Where the change cannot be kept, as when the state
 * folder is full, the file is written all the same: an answer is worth more than its undo.
 */
export function undoableWrite(change: Pick<SharedChange, 'write'>, wait: LockOptions): WriteFile {
  return async (write) => {
    try {
      await change.write([write], wait);
    } catch (error) {
      if (isInTheWay(error) || error instanceof FolderMoved) throw error;
      await writeForGood(write);
    }
  };
}
