import { parsePath } from '../path-pattern.ts';
import { createPathRules, type PathRule, type PathRules } from './path-rules.ts';

export interface IgnoreRule extends PathRule {
  readonly isNegated: boolean;
}

/**
 * Reads the bytes of a `.gitignore`, as gitignore(5) and git's source have it. Git matches bytes, so the rules are for
 * names as `toGitName` has them.
 *
 * Not with the package `ignore`: it makes regular expressions of the lines, and a repository whose `.gitignore` has
 * many wildcards in one line would stop the server for good (measured with 7.0.16).
 */
export function parseIgnoreFile(bytes: Buffer, ignoreCase = false): PathRules<IgnoreRule> {
  const lines = bytes
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/, '')
    .split('\n');
  const rules = lines.flatMap((line) => parseLine(line.replace(/\r$/, ''), ignoreCase));
  return createPathRules(rules.map((rule, rank) => ({ ...rule, rank })));
}

/** A name as git sees it: one character a byte. */
export function toGitName(name: string, ignoreCase = false): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  const bytes = /^[\u0000-\u007F]*$/.test(name) ? name : Buffer.from(name, 'utf8').toString('latin1');
  return ignoreCase ? bytes.toLowerCase() : bytes;
}

function parseLine(line: string, ignoreCase: boolean): Omit<IgnoreRule, 'rank'>[] {
  let text = withoutTrailingBlanks(line);
  if (!text || text.startsWith('#')) return [];
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const onlyFolders = text.endsWith('/');
  if (onlyFolders) text = text.slice(0, -1);
  // A slash at the beginning or within ties the pattern to this folder.
  const patterns = text.includes('/') ? withOpenStars(text.replace(/^\//, '')) : [`**/${text}`];
  return patterns.flatMap((pattern) => {
    const parts = text && parsePath(pattern, ignoreCase);
    return parts ? [{ parts, isNegated, onlyFolders }] : [];
  });
}

/**
 * Git compares the plain beginning of a pattern first, and then takes stars right behind it for stars at the
 * beginning: `a/b**` before a slash and `c` matches `a/bc` and `a/b1/2/c`.
 */
function withOpenStars(pattern: string): string[] {
  const match = /^([^*?[\\]*[^*?[\\/])\*{2,}(?:\/(.*))?$/s.exec(pattern);
  if (!match) return [pattern];
  const [, start = '', rest] = match;
  return rest === undefined ? [`${start}*`, `${start}*/**`] : [`${start}${rest}`, `${start}*/**/${rest}`];
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
