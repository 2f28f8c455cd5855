import { matchesName, parseName, type NamePattern } from './name-pattern.ts';

export interface PathPattern {
  /** @param names - A path, cut at its slashes. */
  readonly matches: (names: readonly string[]) => boolean;
  /** Whether something below a folder may match. */
  readonly matchesBelow: (folder: readonly string[]) => boolean;
}

const ANY_DEPTH = '**';

/**
 * Compiles a pattern in which `**` stands for folders at any depth, and at the end for all that is below.
 *
 * @returns Undefined where the pattern is malformed.
 */
export function compilePath(pattern: string, ignoreCase = false): PathPattern | undefined {
  const parts: (NamePattern | typeof ANY_DEPTH)[] = [];
  for (const text of pattern.split('/')) {
    const part = text === ANY_DEPTH ? text : parseName(text, ignoreCase);
    if (!part) return undefined;
    parts.push(part);
  }
  if (parts.at(-1) === ANY_DEPTH) parts.push(parseName('*', false) ?? []);

  /** The places in the pattern where a path may be once its names are used up: all ways are followed at once. */
  const advance = (names: readonly string[]) => {
    let places = withSkipped([0]);
    for (const name of names) {
      const next = [...places].flatMap((place) => {
        const part = parts[place];
        if (part === undefined) return [];
        if (part === ANY_DEPTH) return [place];
        return matchesName(part, name) ? [place + 1] : [];
      });
      places = withSkipped(next);
    }
    return places;
  };
  const withSkipped = (places: readonly number[]) => {
    const all = new Set(places);
    // A set that is added to while it is walked gives what was added, too.
    for (const place of all) if (parts[place] === ANY_DEPTH) all.add(place + 1);
    return all;
  };
  return {
    matches: (names) => advance(names).has(parts.length),
    matchesBelow: (folder) => [...advance(folder)].some((place) => place < parts.length),
  };
}
