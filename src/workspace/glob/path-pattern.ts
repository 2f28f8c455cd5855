import { parseName } from './name-pattern.ts';
import { ANY_DEPTH, type Part } from './ignore/path-rules.ts';

/**
 * Reads a pattern in which `**` means folders at any depth, and at the end everything below.
 *
 * @returns Undefined where the pattern is malformed.
 */
export function parsePath(pattern: string, ignoreCase = false): Part[] | undefined {
  const parts: Part[] = [];
  for (const text of splitNames(pattern)) {
    const isAnyDepth = /^\*{2,}$/.test(text);
    if (isAnyDepth && parts.at(-1) === ANY_DEPTH) continue;
    const part = isAnyDepth ? ANY_DEPTH : parseName(text, ignoreCase);
    if (!part) return undefined;
    parts.push(part);
  }
  const everything = parts.at(-1) === ANY_DEPTH && parseName('*');
  return everything ? [...parts, everything] : parts;
}

/** Cuts at slashes; not at one in brackets, which no name has. A slash may have a backslash before it. */
function splitNames(pattern: string): string[] {
  if (!/[[\\]/.test(pattern)) return pattern.split('/');
  const names: string[] = [];
  let from = 0;
  let bracket = -1;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    const isEscapedSlash = bracket < 0 && character === '\\' && pattern[at + 1] === '/';
    if (character === '\\' && !isEscapedSlash) at += 1;
    else if (bracket < 0 && (character === '/' || isEscapedSlash)) {
      const name = pattern.slice(from, at);
      names.push(name);
      // As in git, where `**` before it is at least one folder.
      if (isEscapedSlash && /^\*{2,}$/.test(name)) names.push('*');
      if (isEscapedSlash) at += 1;
      from = at + 1;
    } else if (bracket < 0 && character === '[') {
      bracket = at;
      if (/[!^]/.test(pattern[at + 1] ?? '')) at += 1;
      // A bracket that comes first is a character like any other.
      if (pattern[at + 1] === ']') at += 1;
    } else if (bracket >= 0 && character === ']') bracket = -1;
  }
  return [...names, pattern.slice(from)];
}
