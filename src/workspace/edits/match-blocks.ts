import type { LineRange } from '../read/line-range.ts';
import { fail, type BlockFailure, type PlacedBlock } from './block.ts';
import { findSequences, MAX_STARTS } from './find-sequences.ts';
import { LEVELS } from './levels.ts';
import { findNear } from './near.ts';
import { withoutReturn } from './text-lines.ts';

/** A block at its place in a file. */
export interface Match {
  readonly block: PlacedBlock;
  /** The first line that is replaced, from 0. */
  readonly start: number;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  /** What is put before each line of the new part that is not blank. */
  readonly indent: string;
}

/** One way to read a block. */
interface Reading {
  readonly block: PlacedBlock;
  /** Which line of the block separates its parts. */
  readonly separator: number;
}

/** Where the old part of a reading is in the file: the first few places. */
interface Standing extends Reading {
  readonly places: readonly { readonly line: number; readonly indent: string }[];
}

/** Matches blocks against the lines of their file, each for itself: their order does not matter. */
export function matchBlocks(
  blocks: readonly PlacedBlock[],
  lines: readonly string[],
): { matches: Match[]; failures: BlockFailure[] } {
  const standing = findReadings(blocks, lines);
  const near = findNear(lines);
  const matches: Match[] = [];
  const failures: BlockFailure[] = [];
  for (const block of blocks) {
    const readings = standing.get(block) ?? [];
    const [reading] = readings;
    const [place, second] = reading?.places ?? [];
    if (reading && place && !second && readings.length === 1) matches.push(toMatch(reading, place));
    else failures.push(mismatch(block, readings, near));
  }
  return { matches, failures };
}

/** The readings of each block whose old part is in the file. */
function findReadings(
  blocks: readonly PlacedBlock[],
  lines: readonly string[],
): Map<PlacedBlock, Standing[]> {
  const standing = new Map(blocks.map((block): [PlacedBlock, Standing[]] => [block, []]));
  let missing: Reading[] = blocks.flatMap((block) =>
    block.separators
      .filter((separator) => separator > 0 && separator <= lines.length)
      .map((separator) => ({ block, separator })),
  );
  for (const makeLevel of LEVELS) {
    if (missing.length === 0) break;
    const level = makeLevel(lines);
    const groups = groupByBlock(missing);
    const sought = groups.map(([block, readings]) =>
      level.seek(block.lines.slice(0, readings.at(-1)?.separator)),
    );
    const patterns = groups.map(([, readings], index) => ({
      symbols: sought[index]?.symbols ?? [],
      ends: readings.map(({ separator }) => sought[index]?.symbolsOf(separator) ?? 0),
    }));
    const found = findSequences(
      level.sequence,
      patterns,
      (pattern, start) => sought[pattern]?.accepts(start) ?? false,
    );
    missing = [];
    for (const [index, [block, readings]] of groups.entries()) {
      for (const [end, reading] of readings.entries()) {
        const places = (found[index]?.[end]?.starts ?? []).map((start) => ({
          line: sought[index]?.lineAt(start) ?? 0,
          indent: sought[index]?.indentAt(start) ?? '',
        }));
        if (places.length === 0) missing.push(reading);
        else standing.get(block)?.push({ ...reading, places });
      }
    }
  }
  return standing;
}

function groupByBlock(readings: readonly Reading[]): [PlacedBlock, Reading[]][] {
  const groups = new Map<PlacedBlock, Reading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.block);
    if (group) group.push(reading);
    else groups.set(reading.block, [reading]);
  }
  return [...groups];
}

function toMatch({ block, separator }: Reading, { line, indent }: Standing['places'][number]): Match {
  return {
    block,
    start: line,
    oldLines: block.lines.slice(0, separator),
    newLines: block.lines.slice(separator + 1).map(withoutReturn),
    indent,
  };
}

const SEVERAL_READINGS =
  'can be read in more than one way: several of its "=======" lines fit the file (with eight characters in each of its markers it is clear)';

function mismatch(
  block: PlacedBlock,
  readings: readonly Standing[],
  near: (old: readonly string[]) => LineRange[],
): BlockFailure {
  const [reading] = readings;
  if (!reading) {
    const old = block.lines.slice(0, block.separators[0]);
    return fail(block, 'mismatch', 'has an old part that is not in the file', near(old));
  }
  const ranges = readings.flatMap(({ places, separator }) =>
    places.map(({ line }) => ({ first: line + 1, last: line + separator })),
  );
  if (readings.length > 1) {
    return fail(block, 'mismatch', SEVERAL_READINGS, ranges);
  }
  const times = ranges.length < MAX_STARTS ? `${ranges.length} times` : `${MAX_STARTS} times or more`;
  const where = ranges.map(({ first }) => first).join(', ');
  return fail(block, 'mismatch', `has an old part that is in the file ${times} (lines ${where})`, ranges);
}
