import { DelegateError } from '../../errors.ts';
import type { Receipt } from '../../runs/receipt.ts';
import { takeTail } from '../../text/cut.ts';
import type { Attempt, PutBack, Trial } from './trial.ts';

const SHOWN = 5;

/** Why a check ended the change, as a clause. */
type Reason = Pick<Attempt, 'end' | 'exitCode'> & { readonly note?: string };

/** Nothing is left of the change. Its kind tells that there is nothing to ask for. */
export function notPassed(
  { name, facts }: Pick<Trial, 'name' | 'facts'>,
  { end, exitCode, note }: Reason,
  putBack: PutBack,
): DelegateError {
  const rounds = facts()?.rounds ?? 0;
  const ended = {
    exited: `failed (exit code ${exitCode}${rounds > 1 ? `, attempt ${rounds}` : ''})`,
    timeout: 'did not end in time',
    cancelled: 'was cancelled',
    'not started': 'could not be started',
  }[end];
  const what = `The check "${name}" ${ended}${note ? `, ${note}` : ''}, and ${describePutBack(putBack)}.`;
  return new DelegateError(end === 'cancelled' ? 'aborted' : 'malformed', what, nextStep(end, putBack));
}

export function cancelledBeforeCheck(putBack: PutBack): DelegateError {
  return new DelegateError(
    'aborted',
    `The call was cancelled before the check, and ${describePutBack(putBack)}.`,
    nextStep('cancelled', putBack),
  );
}

/** What else ended the change, with what became of files that were not as the run had left them. */
export function withPutBack(error: DelegateError, putBack: PutBack): DelegateError {
  if (putBack.left.length + putBack.copies.length === 0) return error;
  return new DelegateError(
    error.kind,
    `${error.what} The change was taken back: ${describePutBack(putBack)}.`,
    error.voices,
    { cause: error },
  );
}

/** What became of the files, after "and". */
function describePutBack({ left, copies, kept }: PutBack): string {
  const places = (files: PutBack['copies']) =>
    files
      .slice(0, SHOWN)
      .map(({ path, copy }) => `${path} as ${copy}`)
      .join(', ');
  return [
    left.length === 0
      ? 'every file was put back'
      : `the files were put back except ${left.slice(0, SHOWN).join(', ')}, which cannot be replaced`,
    ...(kept.length > 0 ? [`what was there before is kept: ${places(kept)}`] : []),
    ...(copies.length > 0 ? [`what the check or somebody else had written is kept: ${places(copies)}`] : []),
  ].join('; ');
}

function nextStep(end: Attempt['end'], { patch }: PutBack): string {
  const tried = patch === undefined ? '' : ` What was tried is kept as a patch: ${patch}`;
  switch (end) {
    case 'timeout':
      return `Ask the user to raise DEEPSEEK_CHECKS_TIMEOUT_SECONDS if the check needs more time.${tried}`;
    case 'not started':
      return `Ask the user to correct the check.${tried}`;
    case 'cancelled':
      return `Resume the run to try again.${tried}`;
    default:
      return `Use the output of the check for another prompt, or make the change yourself.${tried}`;
  }
}

const SHOWN_OUTPUT = 2000;

/** The end of what a check wrote that did not pass. */
export function describeOutput(
  { name, exit_code }: NonNullable<Receipt['check']>,
  output: string | undefined,
): string {
  const code = exit_code === null ? '' : ` (exit code ${exit_code})`;
  if (!output) return `Check "${name}"${code} wrote nothing.`;
  return `The end of the output of check "${name}"${code}:\n\n${takeTail(output, SHOWN_OUTPUT)}`;
}
