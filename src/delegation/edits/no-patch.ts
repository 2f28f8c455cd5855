import { DelegateError } from '../../errors.ts';

export function noPatch(id: string): DelegateError {
  return new DelegateError(
    'input',
    `Run ${id} has no patch: it applied no edits to files.`,
    'Read the run itself for its text.',
  );
}
