import type { Span } from '../span.ts';
import { secretIn, type Columns } from './columns.ts';

/** Longer cells in quotation marks are none: a mark may be left open. */
const MAX_QUOTED = 10_000;

export interface Rows {
  readonly separator: string;
  readonly columns: Columns;
  /** Whether a cell in quotation marks may hold separators and line breaks. */
  readonly hasQuotes: boolean;
  /** Whether rows go on from this place, where one begins. */
  readonly goesOn: (start: number, line: string) => boolean;
}

/** Reads each character once, or twice where a mark is left open. */
export function readRows(
  text: string,
  from: number,
  { separator, columns, hasQuotes, goesOn }: Rows,
): { secrets: Span[]; end: number } {
  const endOfCell = createCells(text, separator, hasQuotes);
  const secrets: Span[] = [];
  let start = from;
  while (start < text.length && goesOn(start, lineAt(text, start))) {
    for (let column = 0; ; column += 1) {
      const end = endOfCell(start);
      const place = columns[column];
      const secret = place && secretIn(text, start, end, place);
      if (secret) secrets.push(secret);
      start = end + 1;
      if (text.charAt(end) !== separator) break;
    }
  }
  return { secrets, end: Math.min(start, text.length) };
}

/** @returns Where the cell ends that begins at a place: at a separator, at a line break or with the text. */
function createCells(text: string, separator: string, hasQuotes: boolean): (start: number) => number {
  // Each is sought once for all cells before it.
  let [line, next] = [-1, -1];
  let openUntil = 0;

  function endOfBare(from: number): number {
    if (line < from) line = placeOf('\n', from);
    if (next < from) next = placeOf(separator, from);
    return Math.min(line, next);
  }

  function placeOf(sign: string, from: number): number {
    const found = text.indexOf(sign, from);
    return found < 0 ? text.length : found;
  }

  return (start) => {
    const open = text.charAt(start) === ' ' ? start + 1 : start;
    if (!hasQuotes || text.charAt(open) !== '"' || open < openUntil) return endOfBare(start);
    let close = text.indexOf('"', open + 1);
    while (close >= 0 && close - open <= MAX_QUOTED && text.charAt(close + 1) === '"')
      close = text.indexOf('"', close + 2);
    if (close >= 0 && close - open <= MAX_QUOTED) return endOfBare(close + 1);
    openUntil = close < 0 ? text.length : close;
    return endOfBare(start);
  };
}

/** The line from a place to its end. */
export function lineAt(text: string, at: number): string {
  const newline = text.indexOf('\n', at);
  return text.slice(at, newline < 0 ? text.length : newline);
}

/** The cells of a first line, without the marks around them. */
export function namesIn(line: string, separator: string): string[] {
  const endOfCell = createCells(line, separator, true);
  const names: string[] = [];
  for (let start = 0; start <= line.length;) {
    const end = endOfCell(start);
    names.push(line.slice(start, end));
    start = end + 1;
  }
  return names;
}
