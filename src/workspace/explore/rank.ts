import type { FoundFile } from '../read/inspect.ts';

/** A file in which lines match. */
export interface Hit {
  readonly file: FoundFile;
  /** Lines that match. */
  readonly count: number;
}

/** More in one file say little more: a table of data would hide what uses it. */
const MOST_POINTS = 5;

/** The folders with most of the matches first, and in each folder the files with most of them. */
export function bestFirst(hits: readonly Hit[]): Hit[] {
  const points = new Map<string, number>();
  for (const { file, count } of hits) {
    const folder = folderOf(file);
    points.set(folder, (points.get(folder) ?? 0) + Math.min(count, MOST_POINTS));
  }
  const pointsOf = ({ file }: Hit) => points.get(folderOf(file)) ?? 0;
  return hits.toSorted(
    (one, other) =>
      pointsOf(other) - pointsOf(one) ||
      compare(folderOf(one.file), folderOf(other.file)) ||
      other.count - one.count ||
      compare(one.file.path, other.file.path),
  );
}

function folderOf({ path }: FoundFile): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
