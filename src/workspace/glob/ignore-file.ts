import { compilePath, type PathPattern } from './path-pattern.ts';

/** Git compares letters as the usual file system of the platform does. */
const IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

interface Rule {
  readonly pattern: PathPattern;
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
}

/** What a `.gitignore` says about a path below its folder: excluded, not excluded, or nothing. */
export type IgnoreFile = (names: readonly string[], isFolder: boolean) => boolean | undefined;

/**
 * Reads the text of a `.gitignore`, as gitignore(5) has it.
 *
 * Not with the package `ignore`: it makes regular expressions of the lines, and a repository whose `.gitignore` has
 * many wildcards in one line would stop the server for good (measured with 7.0.16).
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(parseRule)
    .filter((rule) => rule !== undefined)
    .toReversed();
  return (names, isFolder) => {
    const last = rules.find((rule) => (isFolder || !rule.onlyFolders) && rule.pattern.matches(names));
    return last && !last.isNegated;
  };
}

function parseRule(line: string): Rule | undefined {
  let text = withoutTrailingBlanks(line);
  if (!text || text.startsWith('#')) return undefined;
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const onlyFolders = text.endsWith('/');
  if (onlyFolders) text = text.slice(0, -1);
  // A slash at the beginning or within ties the pattern to this folder.
  const place = text.includes('/') ? text.replace(/^\//, '') : `**/${text}`;
  const pattern = text && compilePath(place, IGNORE_CASE);
  return pattern ? { pattern, isNegated, onlyFolders } : undefined;
}

/** A blank at the end counts only after a backslash. */
function withoutTrailingBlanks(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === ' ') continue;
    end = at + 1;
  }
  return line.slice(0, end);
}
