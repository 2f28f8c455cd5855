import { DelegateError } from '../../errors.ts';
import { openChange } from '../../workspace/changes/change.ts';

interface ChangeFacts {
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Of the run. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * A process that was killed after it had changed files could not record that. The same edits must not be made twice.
 *
 * @throws {DelegateError} Naming the files.
 */
export async function refuseSecond(facts: ChangeFacts): Promise<void> {
  await using change = await openChange(facts);
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
