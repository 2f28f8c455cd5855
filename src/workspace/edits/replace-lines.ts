import type { Match } from './match-blocks.ts';
import { mostFrequentEnd, withoutReturn, type LineEnd, type TextLines } from './text-lines.ts';

/**
 * Puts new parts into the places of the old ones. Lines that old and new part have in common at their beginning and
 * end stay byte for byte; new lines get the line end of those that they replace.
 *
 * @param matches - In any order; they do not overlap.
 */
export function replaceLines(text: TextLines, matches: readonly Match[]): string {
  const usual = mostFrequentEnd(text);
  const out: string[] = [];
  const add = (line: string, model: number) => out.push(line, endOf(text, model) ?? usual);
  let next = 0;
  const keepUntil = (line: number) => {
    for (; next < line; next += 1) add(withoutEnd(text, next), next);
  };
  for (const match of matches.toSorted((one, other) => one.start - other.start)) {
    const after = match.start + match.oldLines.length;
    const [before, behind] = sharedEdges(match);
    keepUntil(match.start + before);
    for (const [offset, line] of match.newLines.slice(before, match.newLines.length - behind).entries()) {
      const indent = line.trim() === '' ? '' : match.indent;
      add(indent + line, Math.min(match.start + before + offset, after - 1));
    }
    next = after - behind;
  }
  keepUntil(text.lines.length);
  if (!text.hasFinalNewline) out.pop();
  return out.join('');
}

/** How many lines old and new part have in common at their beginning and at their end. */
function sharedEdges({ oldLines, newLines }: Match): [before: number, behind: number] {
  const most = Math.min(oldLines.length, newLines.length);
  let before = 0;
  while (before < most && isSame(oldLines[before], newLines[before])) before += 1;
  let behind = 0;
  while (before + behind < most && isSame(oldLines.at(-1 - behind), newLines.at(-1 - behind))) behind += 1;
  return [before, behind];
}

function isSame(old: string | undefined, now: string | undefined): boolean {
  return old !== undefined && withoutReturn(old) === now;
}

/** The last line may have no line end; then a carriage return is part of it. */
function withoutEnd(text: TextLines, line: number): string {
  const content = text.lines[line] ?? '';
  return isEnded(text, line) ? withoutReturn(content) : content;
}

function endOf(text: TextLines, line: number): LineEnd | undefined {
  if (!isEnded(text, line)) return undefined;
  return text.lines[line]?.endsWith('\r') ? '\r\n' : '\n';
}

function isEnded({ lines, hasFinalNewline }: TextLines, line: number): boolean {
  return line < lines.length - 1 || hasFinalNewline;
}
