import { DelegateError } from '../../errors.ts';
import { errorCode, quote } from '../read/refusal.ts';
import { isInTheWay } from './file-write.ts';

export function movedAway(shown: string, cause: unknown): DelegateError {
  return new DelegateError(
    'input',
    `The folder of ${quote(shown)} was replaced by a link while the answer was made, so it was not written.`,
    'Ask the user what moves folders there, or choose another `save_to`.',
    { cause },
  );
}

/** @param loss - Lines of the file, and of the answer. */
export function shrunk(
  target: string,
  beside: string,
  loss: { readonly from: number; readonly to: number },
): DelegateError {
  return new DelegateError(
    'malformed',
    `The answer has ${loss.to} lines where ${quote(target)} has ${loss.from}, so it was saved as ${quote(beside)} instead.`,
    `Compare the two. If the answer is right, delete ${quote(target)} and rename the other; else ask for the whole file.`,
  );
}

export function changedMeanwhile(target: string, beside: string): DelegateError {
  return new DelegateError(
    'malformed',
    `${quote(target)} was changed by somebody else while the answer was made, so the answer was saved as ${quote(beside)} instead.`,
    'Merge the two files, or repeat the call on the changed file.',
  );
}

export function unreadable(target: string): DelegateError {
  return new DelegateError(
    'input',
    `save_to ${quote(target)} exists and cannot be read, so it could not be put back and is not replaced.`,
    'Choose another `save_to`, or ask the user to allow reading it.',
  );
}

/** No room on the disk, in the user's share of it, or in what one file may take. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export function notWritten(shown: string, error: unknown): DelegateError {
  const code = errorCode(error) ?? 'unknown error';
  const [what, next] = isInTheWay(error)
    ? [
        'has been made by somebody else while the answer was made, and was left alone',
        'Choose another `save_to`, or set `overwrite: true`.',
      ]
    : [
        `could not be written (${code})`,
        FULL.has(code)
          ? 'Ask the user to make room there, or choose another `save_to`.'
          : 'Choose another `save_to`, or ask the user to allow writing there.',
      ];
  return new DelegateError('input', `${quote(shown)} ${what}.`, next, { cause: error });
}
