import type { Settings } from '../../config/config.ts';
import type { Outcome } from './outcome.ts';
import { takeHead, takeTail } from '../../text/cut.ts';
import { wellFormed } from '../../text/well-formed.ts';
import { completionText } from './completion-text.ts';
import { writeAnswerFile } from '../../runs/answer-file.ts';
import { describeEdited } from '../edits/describe-edited.ts';

/** What is shown of an answer that went to a file, if the limit allows as much. */
const HEAD_CHARACTERS = 4000;
const TAIL_CHARACTERS = 2000;
const SAVED_HEAD_CHARACTERS = 500;
const SAVED_HEAD_LINES = 6;

/**
 * The answer as much of it as should pass through the caller's context: all of a short one, the beginning of
 * one that was saved, head and tail of a long one, which goes to a file of the state folder as a whole.
 */
export async function inlineText(
  outcome: Outcome,
  { maxInlineChars, stateDir, roots }: Pick<Settings, 'maxInlineChars' | 'stateDir' | 'roots'>,
): Promise<string> {
  const { completion, receipt, offset, error } = outcome;
  const { saved_to: saved } = receipt;
  if (outcome.isForFile && receipt.status === 'running') return '';
  if (outcome.isUndone && outcome.isForFile && receipt.edited)
    return 'The change of this run has been undone.';
  if (saved && receipt.edited) return describePatch(saved);
  if (saved && (receipt.status !== 'complete' || !error))
    return describeSaved(saved, wellFormed(completion.text));
  if (outcome.isForFile && receipt.edited && !isWithoutEdits(receipt)) {
    if (receipt.edited.length > 0) return describeEdited(receipt.edited);
    if (receipt.status === 'complete')
      return 'No file was changed: the check put back what the edits had changed.';
    // What became of the files is in the receipt: a check can put something in the way of one.
    const what = receipt.check ? 'The change was not kept.' : 'No file was changed.';
    return [what, await failedCheck(receipt, stateDir)].filter(Boolean).join(' ');
  }
  const isEmpty = outcome.isForFile && receipt.edited !== null;
  const text = `${isEmpty ? 'No file was changed: the answer has no edits.\n\n' : ''}${completionText(completion, offset)}`;
  if (text.length <= maxInlineChars) return text;
  const whole = completionText(completion);
  let file: string;
  try {
    file = writeAnswerFile(stateDir, { roots }, receipt.run_id, whole);
  } catch {
    // An answer that cannot be written to a file is returned inline: expensive, but not lost.
    return text;
  }
  const head = takeHead(text, Math.min(HEAD_CHARACTERS, Math.ceil((maxInlineChars * 2) / 3)));
  const tail = takeTail(text, Math.min(TAIL_CHARACTERS, Math.floor(maxInlineChars / 3)));
  const left = text.length - head.length - tail.length;
  const size = `${whole.length} characters, ${Buffer.byteLength(whole)} bytes`;
  return `${head}\n\n[… ${left} characters omitted; all of it (${size}) is in ${file} …]\n\n${tail}`;
}

/** What the check wrote that the change did not pass. It is with the change that was taken back. */
async function failedCheck({ check, run_id }: Outcome['receipt'], stateDir: string): Promise<string> {
  if (check === null || run_id === null) return '';
  const { readCheckOutput } = await import('../../workspace/changes/kept-patch.ts');
  const { describeOutput } = await import('../checks/describe-check.ts');
  return describeOutput(check, await readCheckOutput(stateDir, run_id));
}

/** Complete, and nothing came of it: then its text is what there is to say. */
function isWithoutEdits({ status, edited, check }: Outcome['receipt']): boolean {
  return status === 'complete' && edited?.length === 0 && check === null;
}

function describePatch({ path: shown, bytes, sha256 }: NonNullable<Outcome['receipt']['saved_to']>): string {
  return `Saved the patch to ${shown} (${bytes} bytes, SHA-256 ${sha256}); no other file was changed. To apply it: git apply ${shown}`;
}

function describeSaved(
  { path: shown, bytes, sha256, added, removed }: NonNullable<Outcome['receipt']['saved_to']>,
  text: string,
): string {
  const lines = takeHead(text, SAVED_HEAD_CHARACTERS).split('\n').slice(0, SAVED_HEAD_LINES);
  const lineCounts = added === null ? '' : `, +${added} −${removed} lines`;
  return `Saved to ${shown} (${bytes} bytes${lineCounts}, SHA-256 ${sha256}). The answer begins:\n\n${lines.join('\n').trimEnd()}`;
}
