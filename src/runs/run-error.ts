import { DelegateError } from '../errors.ts';

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

export function damagedRun(id: string): DelegateError {
  return new DelegateError(
    'input',
    `The log of run ${id} is damaged: how it began cannot be read.`,
    'Start a new run with the prompt.',
  );
}

export function stillRunning(id: string): DelegateError {
  return new DelegateError(
    'input',
    `Run ${id} is still being written by a live process.`,
    `Wait for it with deepseek_stream {"run_id":"${id}"}, or stop it with deepseek_stream {"run_id":"${id}","cancel":true}.`,
  );
}

/** What the file system refused, as an error that names the setting which decides on the folder. */
export function stateFolderError(folder: string, action: 'read' | 'written', cause: unknown): DelegateError {
  return new DelegateError(
    'configuration',
    `The runs in the state folder ${folder} cannot be ${action} (${errorCode(cause) ?? 'unknown error'}).`,
    'Set DEEPSEEK_STATE_DIR to a folder that you may write to, with room on its disk.',
    { cause },
  );
}

export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
