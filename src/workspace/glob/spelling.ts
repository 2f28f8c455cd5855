import { splitLineRange, type LineRange } from '../read/line-range.ts';

/** One way to read an entry. */
export interface Reading {
  readonly path: string;
  readonly range: LineRange | undefined;
}

/**
 * The ways to read an entry of `files`, as it is written first. Agents write `@src/a.ts`, editors `file://`, people on
 * Windows backslashes, web pages `#L10-L20`, and what is copied brings blanks and quotes along.
 */
export function readings(entry: string): Reading[] {
  const texts = [...new Set([entry, withoutQuotes(entry)])];
  return texts.flatMap((text) => {
    const split = splitLineRange(text);
    const parts: Reading[] = [{ path: text, range: undefined }, ...(split ? [split] : [])];
    return parts.flatMap(({ path, range }) => spellings(path).map((spelled) => ({ path: spelled, range })));
  });
}

/** An entry as it is written, without the quotes and blanks around it. */
export function plainReading(entry: string): Reading {
  const text = withoutQuotes(entry);
  return splitLineRange(text) ?? { path: text, range: undefined };
}

/** The ways to read a glob. */
export function globReadings(entry: string): Reading[] {
  const { path, range } = plainReading(entry);
  const all = spellings(path);
  // In a glob a backslash may be there for a wildcard that is none; with a folder before it, it is Windows' slash.
  const isWindows = /^[^/\\*?[\]{}]+\\[^/]*$/.test(path);
  const ordered = isWindows ? all.toSorted((one, other) => slashesIn(one) - slashesIn(other)) : all;
  return ordered.map((spelled) => ({ path: spelled, range }));
}

function slashesIn(path: string): number {
  return path.includes('\\') ? 1 : 0;
}

export function withoutQuotes(entry: string): string {
  const text = entry.trim();
  const [, at = '', , quoted] = /^(@?)(["'`])(.+)\2$/s.exec(text) ?? [];
  return quoted === undefined ? text : at + quoted.trim();
}

function spellings(path: string): string[] {
  const plain = [path, fromUrl(path) ?? path];
  const all = [...plain, ...plain.map((text) => text.replaceAll('\\', '/'))];
  return [...new Set([...all, ...all.map((text) => text.replace(/^@(?=.)/, ''))])];
}

/** The path in a URL such as `file:///home/me/a%20b.ts`; undefined where it is none. */
function fromUrl(text: string): string | undefined {
  const path = /^file:\/\/(?:localhost(?=\/))?(.*)$/is.exec(text)?.[1];
  if (path === undefined) return undefined;
  try {
    const decoded = decodeURIComponent(path);
    return process.platform === 'win32' ? decoded.replace(/^\/(?=[a-z]:)/i, '') : decoded;
  } catch {
    return undefined;
  }
}
