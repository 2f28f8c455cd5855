/** Kinds of ASCII characters, to be combined with `|`. */
export const LETTER = 1;
/** Letters, digits, `_`, `-` and `.`. */
export const NAME = 2;
export const SPACE = 4;
export const LINE_BREAK = 8;
export const QUOTE = 16;
/** After which a value has ended. */
export const CLOSING = 32;
export const OPENING = 64;

const KINDS: readonly (readonly [kind: number, pattern: RegExp])[] = [
  [LETTER, /[A-Za-z]/],
  [NAME, /[\w.-]/],
  [SPACE, /[^\S\n]/],
  [LINE_BREAK, /\n/],
  [QUOTE, /["'`]/],
  [CLOSING, /[,;)}\]]/],
  [OPENING, /[&{[]/],
];
/** A table, and no functions that are handed about: those are not inlined. */
const KINDS_OF = Uint8Array.from({ length: 128 }, (_, code) =>
  KINDS.reduce((sum, [kind, pattern]) => (pattern.test(String.fromCharCode(code)) ? sum | kind : sum), 0),
);

export function isA(kinds: number, code: number): boolean {
  return code < 128 && ((KINDS_OF[code] ?? 0) & kinds) !== 0;
}

/** Where a run of such characters ends that is no longer than `most`. */
export function endOf(text: string, from: number, most: number, kinds: number): number {
  let end = from;
  while (end < from + most && isA(kinds, text.charCodeAt(end))) end += 1;
  return end;
}
