import { DelegateError } from '../errors.ts';
import { describeProject } from '../state/project-folders.ts';

const LONGEST_SHOWN_ID = 60;

/** @param recentIds - Runs that the caller may have meant. */
export function malformedRunId(id: unknown, recentIds: readonly string[]): DelegateError {
  const shown = JSON.stringify(String(id).slice(0, LONGEST_SHOWN_ID));
  return new DelegateError(
    'input',
    `${shown} is not the id of a run: r_ and 22 characters.`,
    useOne(recentIds),
  );
}

/** @param recentIds - Runs that the caller may have meant. */
export function unknownRun(id: string, recentIds: readonly string[], cause?: unknown): DelegateError {
  const what = `There is no run ${id} in the state folder; runs are kept for a limited time.`;
  return new DelegateError('input', what, useOne(recentIds), { cause });
}

function useOne(recentIds: readonly string[]): string {
  const known = recentIds.length > 0 ? `Use a recent one (${recentIds.join(', ')}), or start` : 'Start';
  return `${known} a new one with a prompt.`;
}

/** @param project - The real paths of its roots. */
export function foreignRun(
  id: string,
  project: readonly string[],
  recentIds: readonly string[],
): DelegateError {
  return new DelegateError('input', `Run ${id} belongs to another project (${describeProject(project)}).`, {
    agent: useOne(recentIds),
    person: 'Run the command in that project, or add --all.',
  });
}

/** It is left as it is: what is missing cannot be known, and a text with a hole must not be continued. */
export function damagedRun(id: string): DelegateError {
  return new DelegateError(
    'input',
    `The log of run ${id} is damaged: some of it is missing or cannot be read. It was left as it is.`,
    'Start a new run with the prompt.',
  );
}

export function newerRun(id: string): DelegateError {
  return new DelegateError(
    'input',
    `The log of run ${id} was written by a later version of runapi-deepseek. It was left as it is.`,
    'Ask the user to update runapi-deepseek, or start a new run with the prompt.',
  );
}

export function stillRunning(id: string): DelegateError {
  return new DelegateError(
    'input',
    `Run ${id} is still being written by a live process.`,
    `Wait for it with deepseek_stream {"run_id":"${id}"}, or stop it with deepseek_stream {"run_id":"${id}","cancel":true}.`,
  );
}
