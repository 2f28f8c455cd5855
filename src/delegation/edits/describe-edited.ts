import type { Receipt } from '../../runs/receipt.ts';
import { wellFormed } from '../../text/well-formed.ts';

type Edited = NonNullable<Receipt['edited']>;

/** With the receipt line, twelve files stay below 1,024 bytes. */
const MAX_TABLE_BYTES = 690;
const [MIN_PATH, MAX_PATH] = [16, 200];

/** A line for each file that was changed, with the lines added and removed, as long as they fit. */
export function describeEdited(edited: Edited): string {
  const sum = (of: (file: Edited[number]) => number) => edited.reduce((total, file) => total + of(file), 0);
  const files = edited.length === 1 ? '1 file' : `${edited.length} files`;
  const head = `Edited ${files}, +${sum(({ added }) => added)} -${sum(({ removed }) => removed)} lines:`;
  const room = roomFor(edited);
  const lines: string[] = [];
  let bytes = 0;
  for (const { path, action, added, removed } of edited) {
    const line = fit(path, room) + countsOf({ action, added, removed });
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_TABLE_BYTES) break;
    lines.push(line);
  }
  const more = edited.length - lines.length;
  return [head, ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function countsOf({ action, added, removed }: Pick<Edited[number], 'action' | 'added' | 'removed'>): string {
  return ` +${added} -${removed}${action === 'changed' ? '' : ` ${action}`}`;
}

/** As many bytes for each path as let all lines fit. */
function roomFor(edited: Edited): number {
  const rest = edited.reduce((bytes, file) => bytes + Buffer.byteLength(countsOf(file)) + 1, 0);
  const sizes = edited.map(({ path }) => Buffer.byteLength(JSON.stringify(path)) - 2);
  let room = MAX_PATH;
  const total = () => sizes.reduce((bytes, size) => bytes + Math.min(size, room), rest);
  while (room > MIN_PATH && total() > MAX_TABLE_BYTES) room -= 1;
  return room;
}

/** A path with its middle omitted: its folder and its name tell which file it is. */
function fit(path: string, maxBytes: number): string {
  const line = JSON.stringify(path).slice(1, -1);
  if (Buffer.byteLength(line) <= maxBytes) return line;
  const half = Math.floor((maxBytes - 3) / 2);
  let [head, tail] = [line.slice(0, half), line.slice(-half)];
  while (Buffer.byteLength(head) > half) head = head.slice(0, -1);
  while (Buffer.byteLength(tail) > half) tail = tail.slice(1);
  return wellFormed(`${head}…${tail}`);
}
