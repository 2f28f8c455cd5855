import { mergeRanges, type LineRange } from '../../workspace/read/line-range.ts';
import type { StoredRead } from './stored.ts';

/** What was read of a file, all calls together. */
interface Coverage {
  readonly path: string;
  /** Of the lines that were read; what was read twice was sent twice. */
  readonly bytes: number;
  /** Of the whole text. */
  readonly sha256: string;
  readonly ranges: { readonly from: number; readonly to: number }[];
  /** Whether every line was read. */
  readonly isWhole: boolean;
}

/** By path; a file that changed between two reads is two files. */
export function coverage(reads: readonly StoredRead[]): Coverage[] {
  const byFile = new Map<string, StoredRead[]>();
  for (const read of reads) {
    const key = JSON.stringify([read.path, read.sha256]);
    byFile.set(key, [...(byFile.get(key) ?? []), read]);
  }
  const files = [...byFile.values()].flatMap(cover);
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function cover(reads: readonly StoredRead[]): Coverage[] {
  const [first] = reads;
  if (!first) return [];
  const { path, sha256, lines } = first;
  const given = reads.flatMap(({ range }) => (range && range.last >= range.first ? [range] : []));
  const ranges = mergeRanges(given);
  return [
    {
      path,
      bytes: reads.reduce((sum, { bytes }) => sum + bytes, 0),
      sha256,
      ranges: ranges.map((range) => ({ from: range.first, to: range.last })),
      isWhole: lines === 0 || isAll(ranges, lines),
    },
  ];
}

function isAll([range, ...more]: readonly LineRange[], lines: number): boolean {
  return range !== undefined && more.length === 0 && range.first === 1 && range.last === lines;
}
