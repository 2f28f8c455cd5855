import type { Wanted } from '../glob/find-files.ts';
import type { FoundFile } from './inspect.ts';
import { sameNames } from './same-names.ts';
import { mergeRanges, type LineRange } from './line-range.ts';

/** One file and all that is wanted of it: whatever the number of entries that ask, a line is sent once. */
export interface Group {
  readonly file: FoundFile;
  /** In order and apart; none for the whole file. */
  readonly ranges: readonly LineRange[];
  /** Whether an entry gives it by name. */
  readonly isNamed: boolean;
  /** The globs that catch it. */
  readonly globs: readonly string[];
}

/** In the order of paths, by code units: the same on every machine and in every language. */
export function groupByFile(wanted: readonly Wanted[]): Group[] {
  const nameOf = sameNames(wanted.map(({ file }) => file.real));
  const byFile = new Map<string, Wanted[]>();
  for (const entry of wanted) {
    const name = nameOf(entry.file.real);
    const known = byFile.get(name);
    if (known) known.push(entry);
    else byFile.set(name, [entry]);
  }
  return [...byFile.values()]
    .map(toGroup)
    .toSorted((one, other) => (one.file.path < other.file.path ? -1 : 1));
}

function toGroup(entries: readonly Wanted[]): Group {
  const ranges = entries.map(({ range }) => range).filter((range) => range !== undefined);
  const isWhole = ranges.length < entries.length;
  const [file] = entries
    .map((entry) => entry.file)
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return {
    file: file as FoundFile,
    ranges: isWhole ? [] : mergeRanges(ranges),
    isNamed: entries.some(({ glob }) => glob === undefined),
    globs: [...new Set(entries.map(({ glob }) => glob).filter((glob) => glob !== undefined))],
  };
}
