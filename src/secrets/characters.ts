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
/** Letters, digits and `_`. */
export const WORD = 128;

const KINDS: readonly (readonly [kind: number, pattern: RegExp])[] = [
  [LETTER, /[A-Za-z]/],
  [NAME, /[\w.-]/],
  [SPACE, /[^\S\n]/],
  [LINE_BREAK, /\n/],
  [QUOTE, /["'`]/],
  [CLOSING, /[,;)}\]]/],
  [OPENING, /[&{[]/],
  [WORD, /\w/],
];
/** A table, and no functions that are handed about: those are not inlined. */
const KINDS_OF = tableOf((character) =>
  KINDS.reduce((sum, [kind, pattern]) => (pattern.test(character) ? sum | kind : sum), 0),
);

/** Some characters of ASCII. */
export function setOf(pattern: RegExp): Uint8Array {
  return tableOf((character) => Number(pattern.test(character)));
}

export function isIn(set: Uint8Array, code: number): boolean {
  return code >= 0 && code < 128 && set[code] === 1;
}

/** A value for each character of ASCII. */
export function tableOf(valueOf: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => valueOf(String.fromCharCode(code)));
}

export function isA(kinds: number, code: number): boolean {
  return code < 128 && ((KINDS_OF[code] ?? 0) & kinds) !== 0;
}

/** Where a run of such characters ends that is no longer than `most`. */
export function endOf(text: string, from: number, most: number, kinds: number): number {
  let end = from;
  while (end < from + most && isA(kinds, text.charCodeAt(end))) end += 1;
  return end;
}

/** As `\s`, in any script. */
export function isSpace(code: number): boolean {
  return code < 128 ? isA(SPACE | LINE_BREAK, code) : code >= 160 && isWideSpace(code);
}

/** Others than these are in two short ranges: the blanks of typography and of CJK. */
function isWideSpace(code: number): boolean {
  if (code === 0xa0 || code === 0x1680 || code === 0xfeff) return true;
  if (code < 0x2000 || code > 0x3000) return false;
  return (
    code <= 0x200a ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Where white space ends that is no longer than `most`. */
export function endOfSpace(text: string, from: number, most: number): number {
  let end = from;
  while (end < from + most && isSpace(text.charCodeAt(end))) end += 1;
  return end;
}

/** Where a quotation mark ends, also as it is written inside of a string or of HTML; `at` where there is none. */
export function endOfQuote(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (isA(QUOTE, first)) return at + 1;
  if (first === 38) return text.startsWith('&quot;', at) ? at + 6 : at;
  if (first !== 92) return at;
  let end = at + 1;
  while (end < at + 3 && text.charCodeAt(end) === 92) end += 1;
  return isA(QUOTE, text.charCodeAt(end)) ? end + 1 : at;
}
