import { endOrphan } from '../../checks/orphan.ts';
import { readChangedFiles } from '../../workspace/changes/read-change.ts';
import { recoverChange, type RecoverOptions } from '../../workspace/changes/recover.ts';
import type { SavePlan } from '../../workspace/save/save.ts';
import type { OutputRecord } from './outputs.ts';

/**
 * Whether the file at a target is an answer that was saved there. A record without `isSaved` may be of a process that
 * was killed after it had written the file, of an answer that was resumed later, or of one that failed, after which
 * somebody else has made the file: then the journal of the change tells.
 */
export function startSavedCheck(
  options: Omit<RecoverOptions, 'endCheck'>,
): (found: OutputRecord | undefined, plan: SavePlan) => Promise<boolean> {
  const changes = new Map<string, ReturnType<typeof readChangedFiles>>();
  const readFinished = async (id: string) => {
    // What a killed process left half done is put back first: the start of this one may not have come so far.
    await recoverChange(id, { ...options, endCheck: endOrphan });
    return readChangedFiles(options.stateDir, id);
  };
  return async (found, plan) => {
    if (!found || found.isSaved) return true;
    if (found.changeId === null) return false;
    const files = changes.get(found.changeId) ?? readFinished(found.changeId);
    changes.set(found.changeId, files);
    const written = (await files).get(plan.path);
    return written !== undefined && written === plan.replaces;
  };
}
