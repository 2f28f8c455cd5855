import { diffArrays } from 'diff';

/** Lines of the old text that are replaced by lines of the new one; both half-open, from 0. One may be empty. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** A text's lines, each with its line end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** How many lines were added and removed; null means no file. */
export function countChanges(
  before: string | null,
  after: string | null,
): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  for (const change of diffLines(linesOf(before ?? ''), linesOf(after ?? ''))) {
    added += change.newEnd - change.newStart;
    removed += change.oldEnd - change.oldStart;
  }
  return { added, removed };
}

/** Beyond this many lines that differ in one place, the shortest difference takes too long to find. */
const MAX_EDIT_LENGTH = 1_000;

/**
 * What changed between two texts, in order. Lines that each of them has once divide the rest (as in Git's
 * `--patience`), since the time that the exact search takes grows with the square of the difference.
 */
export function diffLines(before: readonly string[], after: readonly string[]): Change[] {
  const changes: Change[] = [];
  const add = (change: Change) => {
    const last = changes.at(-1);
    if (last && last.oldEnd === change.oldStart && last.newEnd === change.newStart) {
      changes[changes.length - 1] = { ...last, oldEnd: change.oldEnd, newEnd: change.newEnd };
    } else changes.push(change);
  };
  let [oldStart, newStart] = [0, 0];
  const anchors = findAnchors(before, after);
  for (const [oldLine, newLine] of [...anchors, [before.length, after.length] as const]) {
    for (const change of diffBetween(before.slice(oldStart, oldLine), after.slice(newStart, newLine))) {
      add({
        oldStart: change.oldStart + oldStart,
        oldEnd: change.oldEnd + oldStart,
        newStart: change.newStart + newStart,
        newEnd: change.newEnd + newStart,
      });
    }
    [oldStart, newStart] = [oldLine + 1, newLine + 1];
  }
  return changes;
}

function diffBetween(before: readonly string[], after: readonly string[]): Change[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  if (oldEnd === start && newEnd === start) return [];
  const whole = [{ oldStart: start, oldEnd, newStart: start, newEnd }];
  if (oldEnd === start || newEnd === start) return whole;
  const parts = diffArrays(before.slice(start, oldEnd), after.slice(start, newEnd), {
    maxEditLength: MAX_EDIT_LENGTH,
  });
  if (!parts) return whole;
  const changes: Change[] = [];
  let [oldLine, newLine] = [start, start];
  for (const { added, removed, count } of parts) {
    const [oldCount, newCount] = [added ? 0 : count, removed ? 0 : count];
    if (added || removed) {
      const [oldTo, newTo] = [oldLine + oldCount, newLine + newCount];
      changes.push({ oldStart: oldLine, oldEnd: oldTo, newStart: newLine, newEnd: newTo });
    }
    oldLine += oldCount;
    newLine += newCount;
  }
  return changes;
}

/** Lines that both texts have exactly once, as many as are in the same order in both. */
function findAnchors(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  const newPlaces = uniqueLines(after);
  const pairs = [...uniqueLines(before)].flatMap(([line, oldLine]) => {
    const newLine = newPlaces.get(line);
    return newLine === undefined ? [] : [[oldLine, newLine] as const];
  });
  // The longest increasing subsequence, by patience sorting: each pile keeps its smallest top.
  const tops: number[] = [];
  const previous: number[] = [];
  for (const [index, [, newLine]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < newLine) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tops[low - 1] ?? -1) : -1;
    tops[low] = index;
  }
  const anchors: (readonly [number, number])[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    anchors.push(pairs[index] as readonly [number, number]);
  }
  return anchors.toReversed();
}

/** The lines that a text has exactly once, in order, and where. */
function uniqueLines(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [place, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line);
    else places.set(line, place);
  }
  for (const line of repeated) places.delete(line);
  return places;
}
