const CONTEXT_LINES = 2;

/** The one place where two texts differ, as lines with signs; empty where they do not. */
export function formatDiff(before: string, after: string): string {
  const [old, now] = [toLines(before), toLines(after)];
  const least = Math.min(old.length, now.length);
  let same = 0;
  while (same < least && old[same] === now[same]) same += 1;
  let sameAtEnd = 0;
  while (sameAtEnd < least - same && old.at(-1 - sameAtEnd) === now.at(-1 - sameAtEnd)) sameAtEnd += 1;
  const removed = old.slice(same, old.length - sameAtEnd);
  const added = now.slice(same, now.length - sameAtEnd);
  if (removed.length === 0 && added.length === 0) return '';
  return [
    `@@ line ${same + 1} @@`,
    ...sign(' ', now.slice(Math.max(0, same - CONTEXT_LINES), same)),
    ...sign('-', removed),
    ...sign('+', added),
    ...sign(' ', now.slice(now.length - sameAtEnd, now.length - sameAtEnd + CONTEXT_LINES)),
  ].join('\n');
}

function sign(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${mark} ${line}`);
}

function toLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
