import type { FoundFile } from './inspect.ts';
import { countLines, cutLines, type LineRange } from './line-range.ts';
import { hashOf, readText } from './read-text.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/** A file, or a part of one, as it is sent. */
export interface Attachment {
  /** Relative to its root, with forward slashes; in a further root `NAME//` comes first. */
  readonly path: string;
  readonly text: string;
  /** Of what is sent, in UTF-8. */
  readonly bytes: number;
  /** Of what is sent, in hexadecimal. */
  readonly sha256: string;
  /** Undefined where the whole file is sent. */
  readonly lines: LineRange | undefined;
}

/** What is read to find a range of lines, whatever is sent of it: a log is long, and the lines of interest are few. */
const MAX_RANGED_BYTES = 32_000_000;

/**
 * Reads a file once and cuts the parts that are asked for. A secret in the lines that are sent refuses the part.
 *
 * @param ranges - In order and apart; none for the whole file.
 */
export async function readParts(
  file: FoundFile,
  ranges: readonly LineRange[],
  maxBytes: number,
): Promise<(Attachment | Refusal)[]> {
  const limit = ranges.length > 0 ? Math.max(maxBytes, MAX_RANGED_BYTES) : maxBytes;
  const read = await readText(file, limit);
  if (isRefusal(read)) return [read];
  const { text } = read;
  if (ranges.length === 0) return [read.secretIn(undefined) ?? attach(file.path, text, undefined)];
  return ranges.map((range) => {
    const cut = cutLines(text, range);
    if (!cut) return beyondEnd(file.path, range, countLines(text));
    return read.secretIn(range) ?? attach(file.path, cut.text, cut.lines);
  });
}

function attach(path: string, text: string, lines: LineRange | undefined): Attachment {
  const bytes = Buffer.from(text, 'utf8');
  return { path, text, bytes: bytes.length, sha256: hashOf(bytes), lines };
}

function beyondEnd(path: string, { first, last }: LineRange, lines: number): Refusal {
  const asked = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return { path, reason: `has no ${asked}: it has ${lines} lines`, next: 'Give a range inside the file.' };
}
