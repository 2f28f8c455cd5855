import type { DelegateError } from '../../errors.ts';
import type { SharedChange } from '../../workspace/changes/shared-change.ts';
import { cancelledBeforeCheck, describeOutput, notPassed } from '../checks/describe-check.ts';
import { findCheck } from '../checks/find-check.ts';
import { hasPassed, openTrial, type TrialOptions } from '../checks/trial.ts';
import type { CheckedItems, FanOutRow } from './report.ts';

type CheckOptions = Omit<TrialOptions, 'command'> & {
  /** What became of each file; one that is put back has failed. */
  readonly rows: FanOutRow[];
  readonly onCheck: () => void;
};

/**
 * Runs items and then their check, once for all of them. What they have changed is kept if it passes, else all of it is
 * put back.
 *
 * @param run - Returns what stopped it before all was tried.
 */
export async function checkItems(
  { rows, onCheck, ...options }: CheckOptions,
  run: (change: SharedChange) => Promise<DelegateError | undefined>,
): Promise<CheckedItems> {
  const { name, id, settings, signal } = options;
  await using trial = await openTrial({ ...options, command: findCheck(name, settings) });
  const stop = await run({ ...trial.change, id });
  if (trial.change.files().length === 0) return { error: stop, check: null };
  if (signal.aborted) {
    const error = cancelledBeforeCheck(await trial.putBack());
    failAll(rows, error);
    return { error, check: null, edited: [] };
  }
  onCheck();
  const attempt = await trial.check();
  if (hasPassed(attempt)) {
    const edited = await trial.keep();
    return { error: stop, check: trial.facts(), edited };
  }
  const error = notPassed(trial, attempt, await trial.putBack());
  failAll(rows, error);
  const check = trial.facts();
  return { error, check, edited: [], output: check ? describeOutput(check, attempt.output) : '' };
}

function failAll(rows: FanOutRow[], error: DelegateError): void {
  for (const [index, row] of rows.entries()) {
    if (row.edited?.length) {
      rows[index] = {
        ...row,
        state: 'failed',
        reason: PUT_BACK[error.kind] ?? PUT_BACK.malformed,
        edited: [],
      };
    }
  }
}

const PUT_BACK: Readonly<Partial<Record<DelegateError['kind'], string>>> & { readonly malformed: string } = {
  malformed: 'It was put back, since the check did not pass.',
  aborted: 'It was put back, since the call was cancelled before the check had passed.',
};
