import { Unsupported } from './node.ts';
import type { Step } from './program.ts';
import { rangesOf } from './ranges.ts';

/** Code units that no step tells apart are one letter. */
export interface Alphabet {
  /** The letter of each code unit. */
  readonly letterOf: Uint8Array;
  readonly size: number;
  /** A code unit of each letter. */
  readonly samples: readonly number[];
}

const UNITS = 0x10000;
const MAX_LETTERS = 250;
export const LINE_FEED = 0x0a;

export function toAlphabet(steps: readonly Step[]): Alphabet {
  const starts = new Set([0, LINE_FEED, LINE_FEED + 1]);
  const sets = [...new Set(steps.flatMap((step) => (step.kind === 'set' ? [step.ranges] : [])))];
  for (const ranges of [...sets, rangesOf('\\w')]) {
    for (let at = 0; at < ranges.length; at += 2) {
      starts.add(ranges[at] ?? 0);
      starts.add((ranges[at + 1] ?? 0) + 1);
    }
  }
  const samples = [...starts].filter((start) => start < UNITS).toSorted((one, other) => one - other);
  return groupAlike(samples, sets);
}

/** Intervals that are in the same sets are one letter: classes such as `\p{L}` have hundreds of them. */
function groupAlike(starts: readonly number[], sets: readonly (readonly number[])[]): Alphabet {
  const letterOf = new Uint8Array(UNITS);
  const letters = new Map<string, number>();
  const samples: number[] = [];
  for (const [place, start] of starts.entries()) {
    const isWord = /\w/.test(String.fromCharCode(start));
    const key = `${start === LINE_FEED} ${isWord} ${sets.map((ranges) => Number(isIn(start, ranges))).join('')}`;
    let letter = letters.get(key);
    if (letter === undefined) {
      letter = samples.push(start) - 1;
      letters.set(key, letter);
      if (letter >= MAX_LETTERS) throw new Unsupported('too many different characters');
    }
    letterOf.fill(letter, start, starts[place + 1] ?? UNITS);
  }
  return { letterOf, size: samples.length, samples };
}

export function isIn(unit: number, ranges: readonly number[]): boolean {
  for (let at = 0; at < ranges.length; at += 2) {
    if (unit >= (ranges[at] ?? 0) && unit <= (ranges[at + 1] ?? 0)) return true;
  }
  return false;
}
