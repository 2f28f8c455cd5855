import { formatAttachments } from '../../workspace/read/format-attachments.ts';
import type { Attachment } from '../../workspace/read/attachments.ts';
import type { Attempt } from './trial.ts';

/** What DeepSeek is told about a check that failed. */
export function writeCheckComplaint(
  name: string,
  { exitCode, output }: Attempt,
  changed: readonly Attachment[],
): string {
  const files = formatAttachments(changed);
  return [
    `Your edits were applied. Then the check "${name}" failed with exit code ${exitCode}. The end of its output:`,
    `<output>\n${output || '(it wrote nothing)'}\n</output>`,
    ...(files ? [`The files that are no longer as they were shown, as they are now:\n\n${files}`] : []),
    'Send edits in the same form that make the check pass, and nothing else. Every old part refers to the files as they are now: your earlier edits are in them, so do not repeat these.',
  ].join('\n\n');
}
