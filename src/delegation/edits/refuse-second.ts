import { endOrphan } from '../../checks/orphan.ts';
import { DelegateError } from '../../errors.ts';
import { openChange, type Change } from '../../workspace/changes/change.ts';
import { recoverChange } from '../../workspace/changes/recover.ts';

interface ChangeFacts {
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Of the run. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * The change of a run that is resumed. What a killed process left half done is put back first: the start of this
 * process may not have come so far.
 *
 * @throws The signal's reason; {DelegateError} `configuration` for a journal that cannot be read.
 */
export async function openAgain(facts: ChangeFacts): Promise<Change> {
  await recoverChange(facts.id, { ...facts, endCheck: endOrphan });
  return openChange(facts);
}

/**
 * A process that was killed after it had changed files could not record that. The same edits must not be made twice.
 *
 * @throws {DelegateError} Naming the files.
 */
export async function refuseSecond(facts: ChangeFacts): Promise<void> {
  await using change = await openAgain(facts);
  const files = change.files();
  if (files.length === 0) return;
  const { id } = facts;
  throw new DelegateError(
    'malformed',
    `The edits were applied before their process was killed (${files.length} files, ${files[0]?.path} first), so they were not applied again.`,
    {
      agent: `Check the files, or take the change back with deepseek_stream {"run_id":"${id}","undo":true}.`,
      person: `Check the files, or take the change back with "runs undo ${id}".`,
    },
  );
}
