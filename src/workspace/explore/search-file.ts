import type { FoundFile } from '../read/inspect.ts';
import { readAtOnce } from '../read/read-at-once.ts';
import { readBytes } from '../read/read-bytes.ts';
import { isRefusal, type Refusal } from '../read/refusal.ts';
import { toText, type TextFile } from '../read/read-text.ts';
import type { Pattern } from './pattern.ts';

/** A file with its matches. */
export interface Matches {
  readonly lines: readonly string[];
  /** Numbers of the lines, from 1, in order. */
  readonly numbers: readonly number[];
  /** Whether a line may be shown. */
  readonly isOpen: (number: number) => boolean;
}

/** Larger files are data. */
export const MAX_SEARCHED_BYTES = 4_000_000;

/**
 * Nothing is waited for where a file can be read at once, as most can.
 *
 * @returns Undefined for a file without matches, or one that is not text. Lines with secrets match nothing.
 */
export function searchFile(
  file: FoundFile,
  pattern: Pattern,
): Promise<Matches | undefined> | Matches | undefined {
  const bytes = readAtOnce(file, MAX_SEARCHED_BYTES);
  if (bytes) return searchBytes(file, bytes, pattern);
  return readBytes(file, MAX_SEARCHED_BYTES).then((read) => searchBytes(file, read, pattern));
}

function searchBytes(file: FoundFile, bytes: Buffer | Refusal, pattern: Pattern): Matches | undefined {
  if (isRefusal(bytes) || bytes.length > MAX_SEARCHED_BYTES) return undefined;
  if (!bytes.includes(pattern.required) || bytes.includes(0)) return undefined;
  // Not checked to be UTF-8 before there is something to show: most files have no match.
  if (!pattern.mayMatch(withPlainEnds(bytes.toString('utf8')))) return undefined;
  const text = toText(file, bytes);
  return isRefusal(text) ? undefined : matchesOf(text, pattern);
}

/** As lines are matched: without a byte order mark and carriage returns. */
function withPlainEnds(text: string): string {
  const start = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return start.includes('\r') ? start.replaceAll('\r\n', '\n') : start;
}

function matchesOf(file: TextFile, pattern: Pattern): Matches | undefined {
  const secrets = file.secrets();
  const isOpen = (number: number) =>
    !secrets.some(({ firstLine, lastLine }) => firstLine <= number && number <= lastLine);
  const lines = file.text.split('\n').map((line) => line.replace(/\r$/, ''));
  // What follows the last line break is no line.
  if (lines.at(-1) === '') lines.pop();
  const numbers: number[] = [];
  for (const [place, line] of lines.entries()) {
    if (pattern.find(line) !== undefined && isOpen(place + 1)) numbers.push(place + 1);
  }
  return numbers.length > 0 ? { lines, numbers, isOpen } : undefined;
}
