import type { Receipt } from '../../runs/receipt.ts';
import { wellFormed } from '../../text/well-formed.ts';

type Edited = NonNullable<Receipt['edited']>;

/** With the receipt line, twelve files stay below 1,024 bytes. */
const MAX_TABLE_BYTES = 690;
const MIN_PATH = 16;
const AROUND_PATH = 24;

/** A line for each file that was changed, with the lines added and removed, as long as they fit. */
export function describeEdited(edited: Edited): string {
  const sum = (of: (file: Edited[number]) => number) => edited.reduce((total, file) => total + of(file), 0);
  const files = edited.length === 1 ? '1 file' : `${edited.length} files`;
  const head = `Edited ${files}, +${sum(({ added }) => added)} -${sum(({ removed }) => removed)} lines:`;
  const room = Math.max(MIN_PATH, Math.floor(MAX_TABLE_BYTES / edited.length) - AROUND_PATH);
  const lines: string[] = [];
  let bytes = 0;
  for (const { path, action, added, removed } of edited) {
    const note = action === 'changed' ? '' : ` ${action}`;
    const line = `${fit(path, room)} +${added} -${removed}${note}`;
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_TABLE_BYTES) break;
    lines.push(line);
  }
  const more = edited.length - lines.length;
  return [head, ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** The end of a path tells more than its beginning. */
function fit(path: string, maxBytes: number): string {
  const line = JSON.stringify(path).slice(1, -1);
  if (Buffer.byteLength(line) <= maxBytes) return line;
  let end = line;
  while (Buffer.byteLength(end) > maxBytes - 3) end = end.slice(1);
  return wellFormed(`…${end}`);
}
