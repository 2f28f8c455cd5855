/** Line numbers from 1, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** `:10-80`, `:10`, `:10:5` as compilers write it, `#L10-L80` and `#L10C1-L80C5` as web pages do. */
const RANGE =
  /^(.+?)(?::L?(\d{1,9})(?:-L?(\d{1,9})|:\d{1,9})?|#L?(\d{1,9})(?:C\d{1,9})?(?:-L?(\d{1,9})(?:C\d{1,9})?)?)$/s;

/** A path and the lines of it that are asked for; undefined where a path ends in no range. */
export function splitLineRange(given: string): { path: string; range: LineRange } | undefined {
  const [, path, first, last, hashFirst, hashLast] = RANGE.exec(given) ?? [];
  const from = first ?? hashFirst;
  if (path === undefined || from === undefined) return undefined;
  return { path, range: { first: Number(from), last: Number(last ?? hashLast ?? from) } };
}

/** The lines of a range with their own line breaks, and where they really end; undefined where there are none. */
export function cutLines(text: string, range: LineRange): { text: string; lines: LineRange } | undefined {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const cut = lines.slice(range.first - 1, range.last);
  if (cut.length === 0) return undefined;
  return { text: cut.join(''), lines: { first: range.first, last: range.first + cut.length - 1 } };
}

export function countLines(text: string): number {
  return text.match(/\n|[^\n]$/g)?.length ?? 0;
}

/** The same lines in as few ranges as can be, in order: a line that is asked for twice is sent once. */
export function mergeRanges(ranges: readonly LineRange[]): LineRange[] {
  const merged: LineRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = merged.at(-1);
    if (before && range.first <= before.last + 1) {
      merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
    } else merged.push(range);
  }
  return merged;
}
