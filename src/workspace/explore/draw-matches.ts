import type { Pattern } from './pattern.ts';
import type { Matches } from './search-file.ts';

/** Lines before and after a match. */
const CONTEXT = 1;
const MAX_LINE_CHARACTERS = 240;

/**
 * Lines as `12: text` where they match and `13- text` around; a gap is `--`.
 *
 * @param numbers - Those of the matches that are shown.
 */
export function drawMatches(
  { lines, numbers: all, isOpen }: Matches,
  numbers: readonly number[],
  pattern: Pattern,
): string[] {
  const matching = new Set(all);
  const drawn: string[] = [];
  let last = 0;
  for (const number of numbers) {
    const first = Math.max(last + 1, number - CONTEXT);
    const end = Math.min(lines.length, number + CONTEXT);
    if (last > 0 && first > last + 1) drawn.push('--');
    for (let at = first; at <= end; at += 1) {
      const line = lines[at - 1] ?? '';
      if (isOpen(at)) drawn.push(`${at}${matching.has(at) ? ':' : '-'} ${excerpt(line, pattern)}`.trimEnd());
      else drawn.push(`${at}- (not shown: it holds what looks like a secret)`);
      last = at;
    }
  }
  return drawn;
}

/** The part of a long line that matches. */
function excerpt(line: string, pattern: Pattern): string {
  if (line.length <= MAX_LINE_CHARACTERS) return line;
  const start = Math.max(0, (pattern.find(line) ?? 0) - MAX_LINE_CHARACTERS / 4);
  const part = line.slice(start, start + MAX_LINE_CHARACTERS);
  return `${start > 0 ? '… ' : ''}${part}${start + part.length < line.length ? ' …' : ''}`;
}
