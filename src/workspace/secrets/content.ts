import { findAssignments, type Place } from './assignments.ts';
import { findPrivateKeys } from './private-key.ts';
import { AWS_EXAMPLE, TOKEN_FORMATS } from './tokens.ts';

/** Where a secret is; never what it is. */
export interface Secret {
  /** With its article, as in "holds what looks like …". */
  readonly kind: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

const MANUAL = /\.(?:md|mdx|rst|adoc)$/i;

/**
 * All that looks like a secret in a text, first line first.
 *
 * @param path - Of the file that it is from, if it is from one: a manual may show an example.
 */
export function findSecrets(text: string, path = ''): Secret[] {
  const formats = MANUAL.test(path) ? TOKEN_FORMATS : [AWS_EXAMPLE, ...TOKEN_FORMATS];
  const places: Place[] = findPrivateKeys(text).map((place) => ({ kind: 'a private key', ...place }));
  for (const { kind, pattern } of formats) {
    for (const match of text.matchAll(pattern)) {
      if (isFilledIn(match[0])) places.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  places.push(...findAssignments(text));
  const lineOf = lineCounter(text);
  return places
    .toSorted((one, other) => one.start - other.start)
    .map(({ kind, start, end }) => ({ kind, firstLine: lineOf(start), lastLine: lineOf(end) }));
}

/** `ghp_xxxxxxxx…` has a token's shape and nothing in it. */
function isFilledIn(token: string): boolean {
  return new Set(token.slice(-16)).size > 3;
}

/** Counts each line break once as long as it is asked for places in order, or nearly so. */
function lineCounter(text: string): (place: number) => number {
  let [line, at] = [1, 0];
  return (place) => {
    if (place < at) [line, at] = [1, 0];
    for (let next = text.indexOf('\n', at); next >= 0 && next < place; next = text.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
