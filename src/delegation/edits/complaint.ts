import type { BlockFailure } from '../../workspace/edits/block.ts';
import { formatAttachments } from '../../workspace/read/format-attachments.ts';
import type { Attachment } from '../../workspace/read/attachments.ts';
import { describeFailure } from './describe-failures.ts';
import { readFile, type ReadSettings } from './sent-files.ts';

/** Lines before and after the place that a block was probably meant for. */
const AROUND = 10;
const MAX_SHOWN = 200;

/** Whether the model can correct all of it: what it is not shown it cannot. */
export function areRepairable(failures: readonly BlockFailure[]): boolean {
  return (
    failures.length <= MAX_SHOWN &&
    failures.every(({ kind, path }) => path !== undefined && (kind === 'mismatch' || kind === 'conflict'))
  );
}

interface Complaint {
  readonly text: string;
  /** Files that are sent again as they are now, since somebody else has changed them. */
  readonly resent: readonly Attachment[];
}

/**
 * What DeepSeek is told about blocks that do not match, with the lines of the files as they are now.
 *
 * @throws {DelegateError} `input` for a file that may not be sent any more.
 */
export async function writeComplaint(
  failures: readonly BlockFailure[],
  settings: ReadSettings,
): Promise<Complaint> {
  const conflicts = new Set(
    failures.flatMap(({ kind, path }) => (kind === 'conflict' && path !== undefined ? [path] : [])),
  );
  const excerpts = new Set<string>();
  for (const { path, near } of failures) {
    if (path === undefined || conflicts.has(path)) continue;
    const [place] = near;
    if (place) excerpts.add(`${path}:${Math.max(1, place.first - AROUND)}-${place.last + AROUND}`);
  }
  const resent = await readAll(conflicts, settings);
  const parts = await readAll(excerpts, settings);
  const files = formatAttachments([...resent, ...parts]);
  const list = failures.map((failure) => `- ${describeFailure(failure)}`).join('\n');
  const text = [
    `These blocks of your answer cannot be applied:\n${list}`,
    ...(files ? [`The files at these places, as they are now:\n\n${files}`] : []),
    'Send a corrected block for each of these in the same form, with its path, and nothing else. All your other blocks are kept: do not repeat them.',
  ].join('\n\n');
  return { text, resent };
}

async function readAll(entries: Iterable<string>, settings: ReadSettings): Promise<Attachment[]> {
  const files: Attachment[] = [];
  for (const entry of entries) {
    const file = await readFile(entry, settings);
    if (file) files.push(file);
  }
  return files;
}
