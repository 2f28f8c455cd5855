import { DelegateError } from '../../errors.ts';
import type { BlockFailure } from '../../workspace/edits/block.ts';

const SHOWN = 5;
const MAX_PATH = 80;

/** A failure as a clause, for the model or its caller. */
export function describeFailure({ block, line, path, reason }: BlockFailure): string {
  const file = path === undefined ? '' : `, ${shortPath(path)}`;
  return `block ${block} (line ${line} of the answer${file}) ${reason}`;
}

/** Why the edits of an answer were not applied. Its kind tells that there is nothing to ask for. */
export function notApplied(failures: readonly BlockFailure[]): DelegateError {
  const shown = failures.slice(0, SHOWN).map(describeFailure).join('; ');
  const more = failures.length > SHOWN ? `; and ${failures.length - SHOWN} more` : '';
  return new DelegateError(
    'malformed',
    `The edits were not applied and no file was changed: ${shown}${more}.`,
    'Repeat the call, with fewer files or a clearer prompt if it fails again; the answer is kept with the run.',
  );
}

export function notWritten(reason: string): DelegateError {
  return new DelegateError(
    'malformed',
    `The edits were not applied and no file was changed: ${reason.replace(/\.$/, '')}.`,
    'Remove the cause and repeat the call; the answer is kept with the run.',
  );
}

function shortPath(path: string): string {
  const line = JSON.stringify(path).slice(1, -1);
  return line.length > MAX_PATH ? `…${line.slice(-MAX_PATH)}` : line;
}
