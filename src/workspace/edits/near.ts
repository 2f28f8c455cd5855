import type { LineRange } from '../read/line-range.ts';
import { trimBlanks } from './text-lines.ts';

/** Lines that are more frequent, such as a closing bracket, say nothing about the place. */
const MAX_PLACES = 8;
const MARGIN = 3;

/**
 * Where an old part that does not match was probably meant to: where most of its lines are. It is shown, never used.
 *
 * @returns Finds at most one range of lines, from 1; none where nothing of it is in the file.
 */
export function findNear(lines: readonly string[]): (old: readonly string[]) => LineRange[] {
  let places: Map<string, number[]> | undefined;
  return (old) => {
    places ??= index(lines);
    const votes = new Map<number, number>();
    let best: { start: number; count: number } | undefined;
    for (const [offset, line] of old.entries()) {
      const found = places.get(line.trim()) ?? [];
      for (const place of found.length > MAX_PLACES ? [] : found) {
        const start = place - offset;
        const count = (votes.get(start) ?? 0) + 1;
        votes.set(start, count);
        if (!best || count > best.count) best = { start, count };
      }
    }
    if (!best) return [];
    const first = Math.max(1, best.start + 1 - MARGIN);
    return [{ first, last: Math.max(first, Math.min(lines.length, best.start + old.length + MARGIN)) }];
  };
}

function index(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, line] of lines.entries()) {
    const text = trimBlanks(line).trimStart();
    if (text === '') continue;
    const list = places.get(text);
    if (!list) places.set(text, [place]);
    else if (list.length <= MAX_PLACES) list.push(place);
  }
  return places;
}
