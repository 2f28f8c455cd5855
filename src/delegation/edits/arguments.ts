import { DelegateError } from '../../errors.ts';
import type { Attachment } from '../../workspace/read/attachments.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { StoredEdits } from './stored.ts';

/**
 * What a call with `save_format: "edits"` may change: files that are sent whole.
 *
 * @throws {DelegateError} `input` for arguments that contradict it.
 */
export function editsOf(
  { save_to, overwrite = false, check, response_format, json_schema }: ChatArguments,
  files: readonly Attachment[],
  changeId: string | undefined,
): StoredEdits {
  if (save_to !== undefined && !save_to.toLowerCase().endsWith('.patch')) {
    throw new DelegateError(
      'input',
      `save_format is "edits", but save_to is ${JSON.stringify(save_to)}: edits change the files that are sent.`,
      'Omit save_to, or give a name that ends in .patch to get a patch and change nothing.',
    );
  }
  if (response_format === 'json' || json_schema) {
    throw new DelegateError(
      'input',
      'save_format is "edits", but the answer is to be JSON.',
      'Omit response_format and json_schema, or save_format.',
    );
  }
  return {
    sent: files.flatMap(({ path, sha256, lines }) => (lines ? [] : [{ path, sha256 }])),
    patchTo: save_to ?? null,
    overwrite,
    changeId: changeId ?? null,
    check: check ?? null,
  };
}
