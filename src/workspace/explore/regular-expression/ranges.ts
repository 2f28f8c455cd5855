import { Unsupported, type Ranges } from './node.ts';

const LAST = 0xffff;
/** Of a larger range, only the ASCII letters are folded. */
const MOST_FOLDED = 2000;

const known = new Map<string, Ranges>();
const MAX_KNOWN = 50;

/** The code units that a character class of the runtime matches: one character at a time, which is linear. */
export function rangesOf(source: string): Ranges {
  const before = known.get(source);
  if (before) return before;
  if (known.size >= MAX_KNOWN) known.clear();
  const ranges = findRanges(source);
  known.set(source, ranges);
  return ranges;
}

function findRanges(source: string): Ranges {
  let single: RegExp;
  try {
    single = new RegExp(`^${source}$`, 'u');
  } catch {
    throw new Unsupported(source);
  }
  const ranges: number[] = [];
  for (let unit = 0; unit <= LAST; unit += 1) {
    if (!single.test(String.fromCharCode(unit))) continue;
    if (ranges.at(-1) === unit - 1) ranges[ranges.length - 1] = unit;
    else ranges.push(unit, unit);
  }
  return ranges;
}

export function invert(ranges: Ranges): Ranges {
  const sorted = normalize(ranges);
  const inverted: number[] = [];
  let next = 0;
  for (let at = 0; at < sorted.length; at += 2) {
    const [first = 0, last = 0] = sorted.slice(at, at + 2);
    if (first > next) inverted.push(next, first - 1);
    next = last + 1;
  }
  if (next <= LAST) inverted.push(next, LAST);
  return inverted;
}

/** In order and apart. */
function normalize(ranges: Ranges): number[] {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at] ?? 0, ranges[at + 1] ?? 0]);
  const merged: number[] = [];
  for (const [first, last] of pairs.toSorted((one, other) => one[0] - other[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before + 1) merged[merged.length - 1] = Math.max(before, last);
    else merged.push(first, last);
  }
  return merged;
}

/** With the other case of each letter. */
export function foldCase(ranges: Ranges): Ranges {
  const folded = [...ranges];
  for (let at = 0; at < ranges.length; at += 2) {
    const [first = 0, last = 0] = ranges.slice(at, at + 2);
    const end = last - first < MOST_FOLDED ? last : Math.min(last, 0x7f);
    for (let unit = first; unit <= end; unit += 1) {
      const character = String.fromCharCode(unit);
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        if (other.length === 1) folded.push(other.charCodeAt(0), other.charCodeAt(0));
      }
    }
  }
  return normalize(folded);
}
