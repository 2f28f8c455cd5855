import { isFiller, isPrinted, withoutPlaceholders } from './values/dummies.ts';
import { createScanner, type Rule } from './scanner.ts';
import type { Span } from './span.ts';
import { HOSTING_FORMATS } from './token-formats/hosting.ts';
import { INNER_FORMATS } from './token-formats/inner.ts';
import { SERVICE_FORMATS } from './token-formats/services.ts';
import { bitsOf } from './values/values.ts';

/** Bits of evidence that a token is not one that somebody made up for a manual. */
const MIN_BITS = 6;
const MAX_JUDGED = 100;
/** After the numbers that many tokens begin with. */
const TAIL = 24;

/** Longer tokens are known by their beginning, and go on as long as these do. */
const MAX_BODY = 400;
const MORE = /[A-Za-z0-9+/=_-]+/y;

const PREFIXED = [...HOSTING_FORMATS, ...SERVICE_FORMATS].flatMap(([prefixes, rest, kind]) =>
  prefixes
    .split(' ')
    .map((anchor) =>
      toRule(kind, anchor, new RegExp(rest.replaceAll(',}', `,${MAX_BODY}}`), 'y'), anchor.length, true),
    ),
);
const INNER = INNER_FORMATS.map(([anchor, pattern, kind]) => toRule(kind, anchor, pattern, 0, false));

export const TOKEN_RULES: readonly Rule<unknown>[] = [...PREFIXED, ...INNER];

const scan = createScanner(TOKEN_RULES);

/**
 * Tokens of formats that their issuers publish. Nothing else in a text can look like them, so that they are told in what a
 * caller types too.
 */
export function findTokens(text: string): Span[] {
  return scan(text, undefined);
}

/** What AWS prints in its manuals. In a manual it is none; anywhere else it is in the place of a key. */
export const AWS_EXAMPLES = ['AKIA', 'ASIA'].map((anchor): Rule<{ readonly isManual: boolean }> => ({
  anchor,
  startsWord: true,
  look(text, at, { isManual }) {
    const end = at + 20;
    if (isManual || !/^[A-Z]{4}[A-Z0-9]{9}EXAMPLE(?![A-Za-z0-9])/.test(text.slice(at, end + 1)))
      return undefined;
    return { secrets: [{ kind: 'an AWS access key', start: at, end }], next: end };
  },
}));

/** @param skipped - Characters of the anchor that are no part of the pattern. */
function toRule(
  kind: string,
  anchor: string,
  pattern: RegExp,
  skipped: number,
  startsWord: boolean,
): Rule<unknown> {
  return {
    anchor,
    startsWord,
    look(text, at) {
      pattern.lastIndex = at + skipped;
      const match = pattern.exec(text);
      if (!match) return undefined;
      const before = match[1] ?? '';
      MORE.lastIndex = at + skipped + match[0].length;
      MORE.exec(text);
      const next = Math.max(MORE.lastIndex, at + skipped + match[0].length);
      return isDrawn(before + match[0])
        ? { secrets: [{ kind, start: at - before.length, end: next }], next }
        : { next };
    },
  };
}

/** `ghp_xxxxxxxx` and `sk-test-1234567890abcdef` have a token's shape and nothing in it. */
function isDrawn(body: string): boolean {
  // The end of a URL is what chance drew.
  const judged = body.slice(-MAX_JUDGED);
  return (
    !isPrinted(body) &&
    !isFiller(judged.slice(-16)) &&
    [judged, judged.slice(-TAIL)].some((part) => bitsOf(withoutPlaceholders(part)) >= MIN_BITS)
  );
}
