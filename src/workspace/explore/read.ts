import { countLines, cutLines, type LineRange } from '../read/line-range.ts';
import { isRefusal, type Refusal } from '../read/refusal.ts';
import { readText } from '../read/read-text.ts';
import { findNamed, type Walls } from './find-named.ts';
import { refused, restCall, type ProjectResult } from './result.ts';

/** One part of a file. */
const MAX_LINES = 1000;
const MAX_BYTES = 40_000;
/** What is around the lines, and before each of them. */
const FRAME_BYTES = 300;
const NUMBER_BYTES = 8;
/** Longer lines were written by programs; they are cut. */
const MAX_LINE_CHARACTERS = 8000;

export interface ReadCall {
  readonly path: string;
  /** Lines from 1, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

interface ReadOptions extends Walls {
  /** Largest file. */
  readonly maxBytes: number;
  /** Room for the result; less of the file is shown where it is smaller. */
  readonly room: number;
}

/** Lines of a file, each with its number before it; a long file comes in parts. */
export async function readLines(call: ReadCall, options: ReadOptions): Promise<ProjectResult> {
  const found = await findNamed(call.path, options);
  if (isRefusal(found)) return refused(found, 'Find files with list or search.');
  if ('folder' in found)
    return refused(
      { path: call.path, reason: 'is a folder', next: '' },
      `Call project ${JSON.stringify({ action: 'list', path: call.path })}.`,
    );
  const file = await readText(found, options.maxBytes);
  if (isRefusal(file)) return refused(file);
  const { path } = found;
  const { text, sha256 } = file;
  const lines = countLines(text);
  if (lines === 0) {
    const read = { path, sha256, range: undefined, lines, bytes: 0, text };
    return { text: `${path} is an empty file.`, isRefused: false, read };
  }
  const wanted = {
    first: call.from ?? found.lines?.first ?? 1,
    last: call.to ?? (call.from === undefined ? found.lines?.last : undefined) ?? lines,
  };
  if (wanted.first > lines || wanted.first < 1) return refused(beyondEnd(path, wanted.first, lines), '');
  const range = fit(text, wanted, Math.min(MAX_BYTES, options.room - FRAME_BYTES));
  const secret = file.secretIn(range);
  if (secret) return refused(secret, 'Read other lines, with from and to.');
  return show({ path, sha256, text, lines }, range, Math.min(wanted.last, lines));
}

function beyondEnd(path: string, line: number, lines: number): Refusal {
  return { path, reason: `has no line ${line}: it has ${lines} lines`, next: '' };
}

/** As many lines as there is room for; one at least. */
function fit(text: string, { first, last }: LineRange, maxBytes: number): LineRange {
  const lines = splitLines(text, { first, last: Math.min(last, first + MAX_LINES - 1) });
  let bytes = 0;
  let count = 0;
  for (const line of lines) {
    bytes += NUMBER_BYTES + Buffer.byteLength(line.slice(0, MAX_LINE_CHARACTERS));
    if (count > 0 && bytes > maxBytes) break;
    count += 1;
  }
  return { first, last: first + count - 1 };
}

function splitLines(text: string, range: LineRange): string[] {
  return cutLines(text, range)?.text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface WholeFile {
  readonly path: string;
  readonly sha256: string;
  readonly text: string;
  readonly lines: number;
}

function show(file: WholeFile, range: LineRange, wantedLast: number): ProjectResult {
  const { path, sha256, text, lines } = file;
  const { first, last } = range;
  const cut = splitLines(text, range);
  const isToTheLetter = cut.every((line) => line.length <= MAX_LINE_CHARACTERS);
  const isAll = first === 1 && last === lines;
  const body = cut.map((line, place) => `${first + place}\t${shorten(line.replace(/\n$/, ''))}`);
  const what = isAll ? `all ${lines} lines` : `lines ${first} to ${last} of ${lines}`;
  return {
    text: [
      `${path}, ${what} (number, tab, line):`,
      ...body,
      ...(last < wantedLast ? [restCall({ action: 'read', path, from: last + 1 })] : []),
    ].join('\n'),
    isRefused: false,
    read: {
      path,
      sha256,
      // Lines that were cut were not read.
      range: isToTheLetter ? range : { first, last: first - 1 },
      lines,
      bytes: Buffer.byteLength(cut.join('')),
      text: isAll && isToTheLetter ? text : undefined,
    },
  };
}

function shorten(line: string): string {
  if (line.length <= MAX_LINE_CHARACTERS) return line;
  return `${line.slice(0, MAX_LINE_CHARACTERS)} … (${line.length - MAX_LINE_CHARACTERS} more characters of this line)`;
}
