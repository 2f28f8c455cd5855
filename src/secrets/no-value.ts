/**
 * What certainly gives no secret to a name before it, recognized character by character: a text may be full of names, and
 * the patterns of {@link ./links.ts} cost ten times as much.
 */

/** Shorter values are no secrets. */
export const MIN_VALUE = 8;
/** Characters that may come between a name and its value. */
const LEADS = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[\s"'`\\&,{}()[\]?!:=|+<>*-]/.test(String.fromCharCode(code))),
);
const MAX_BLANKS = 8;
const MAX_WORD = 24;
const MAX_PARAMETER = 40;
/** Published tokens are longer. */
const MAX_PARAMETER_NAME = 19;
/** Words that may join a name to its value. */
const JOINING = new Set(
  'is was by to with of for in on as value val default content type description sensitive'.split(' '),
);
/** By first letter and length: most words need not be looked up. */
const MAY_JOIN = new Uint8Array(32 * 32);
for (const word of JOINING) MAY_JOIN[(word.charCodeAt(0) & 31) * 32 + word.length] = 1;

/**
 * `&key=1&token=2` of a URL, of which a line may be full.
 *
 * @returns Where the last name begins; undefined where there is nothing to skip.
 */
export function skipParameters(text: string, end: number): number | undefined {
  let next: number | undefined;
  for (let equals = end; text.charCodeAt(equals) === 61;) {
    const value = endOf(text, equals + 1, MIN_VALUE, NAME);
    if (value - equals > MIN_VALUE || text.charCodeAt(value) !== 38) break;
    const name = endOf(text, value + 1, MAX_PARAMETER_NAME + 1, NAME);
    if (name === value + 1 || name - value - 1 > MAX_PARAMETER_NAME || text.charCodeAt(name) !== 61) break;
    next = value + 1;
    equals = name;
  }
  return next;
}

/** @param end - Where the name ends. */
export function hasNoValue(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code < 128 && LEADS[code] === 0) return true;
  // `f(password(x`: only a text in quotation marks is a value there.
  if (code === 40) return isNameCode(text.charCodeAt(end + 1));
  if (code === 45) return isMember(text, end);
  return continuesAsProse(text, end) || isGivenLittle(text, end);
}

const LETTER = 1;
const NAME = 2;
const BLANK = 4;
const SPACE = 32;
const QUOTE = 8;
const CLOSING = 16;
const KINDS: readonly (readonly [kind: number, pattern: RegExp])[] = [
  [LETTER, /[A-Za-z]/],
  [NAME, /[\w.-]/],
  [BLANK, /\s/],
  [SPACE, /[^\S\n]/],
  [QUOTE, /["'`]/],
  [CLOSING, /[,;)}\]]/],
];
/** A table, and no functions that are handed about: those are not inlined. */
const KINDS_OF = Uint8Array.from({ length: 128 }, (_, code) =>
  KINDS.reduce((sum, [kind, pattern]) => (pattern.test(String.fromCharCode(code)) ? sum | kind : sum), 0),
);

function isA(kind: number, code: number): boolean {
  return code < 128 && ((KINDS_OF[code] ?? 0) & kind) !== 0;
}

export const isNameCode = (code: number) => isA(NAME, code);

function endOf(text: string, from: number, most: number, kind: number): number {
  let end = from;
  while (end < from + most && isA(kind, text.charCodeAt(end))) end += 1;
  return end;
}

/** `token->next`, and not `token->set("…")` */
function isMember(text: string, end: number): boolean {
  if (text.charCodeAt(end + 1) !== 62) return false;
  const next = endOf(text, end + 2, MAX_WORD, NAME);
  return next > end + 2 && next < end + 2 + MAX_WORD && text.charCodeAt(next) !== 40;
}

/** `the password field holds`: two words of which neither joins the name to anything. */
function continuesAsProse(text: string, end: number): boolean {
  const word = endOf(text, end, MAX_BLANKS, SPACE);
  if (word === end) return false;
  const endOfWord = endOf(text, word, MAX_WORD, LETTER);
  const comma = text.charCodeAt(endOfWord) === 44 ? 1 : 0;
  const next = endOf(text, endOfWord + comma, MAX_BLANKS, SPACE);
  if (endOfWord === word || next === endOfWord + comma || !isA(LETTER, text.charCodeAt(next))) return false;
  const mayJoin = MAY_JOIN[(text.charCodeAt(word) & 31) * 32 + endOfWord - word] === 1;
  return !mayJoin || !JOINING.has(text.slice(word, endOfWord).toLowerCase());
}

/** `"key": "a",`, `key=1&`, `KEY=a OTHER=b`, `key=${NAME}`. */
function isGivenLittle(text: string, end: number): boolean {
  let at = end;
  if (text.charCodeAt(at) === 92) at += 1;
  if (isA(QUOTE, text.charCodeAt(at))) at += 1;
  if (isA(SPACE, text.charCodeAt(at))) at += 1;
  const operator = text.charCodeAt(at);
  if (operator !== 58 && operator !== 61) return false;
  at += 1;
  if (isA(SPACE, text.charCodeAt(at))) at += 1;
  const first = text.charCodeAt(at);
  if (isA(QUOTE, first)) return isLittleQuoted(text, at + 1, first);
  return first === 36 ? isReference(text, at) : isLittleBare(text, at);
}

function isLittleQuoted(text: string, start: number, quote: number): boolean {
  let end = start;
  while (end < start + MIN_VALUE - 1 && !endsQuoted(text.charCodeAt(end), quote)) end += 1;
  const after = text.charCodeAt(end + 1);
  return text.charCodeAt(end) === quote && (isA(CLOSING, after) || after === 10);
}

function endsQuoted(code: number, quote: number): boolean {
  return code === quote || code === 10 || code === 92;
}

function isReference(text: string, start: number): boolean {
  if (text.charCodeAt(start + 1) !== 123) return false;
  const end = endOf(text, start + 2, MAX_PARAMETER, NAME);
  return (
    text.charCodeAt(end) === 125 && text.charCodeAt(end + 1) === 32 && isNameCode(text.charCodeAt(end + 2))
  );
}

function isLittleBare(text: string, start: number): boolean {
  const end = endOf(text, start, MIN_VALUE, NAME);
  const after = text.charCodeAt(end);
  if (end - start >= MIN_VALUE) return false;
  if (after === 38) return isParameter(text, end + 1);
  if (isA(CLOSING, after) && isA(BLANK, text.charCodeAt(end + 1))) return true;
  if (after === 10) return end > start || !isQuotedBelow(text, end + 1);
  if (end === start) return false;
  if (after === 59) return isParameter(text, end + 1);
  return after === 32 && isFollowedByName(text, start, end);
}

/** A long text in a program goes to a line of its own. */
function isQuotedBelow(text: string, start: number): boolean {
  const end = endOf(text, start, MAX_PARAMETER, SPACE);
  return end > start && isA(QUOTE, text.charCodeAt(end));
}

/** `name=` */
function isParameter(text: string, start: number): boolean {
  const end = endOf(text, start, MAX_PARAMETER, NAME);
  return end > start && text.charCodeAt(end) === 61;
}

/** `KEY=a OTHER`, and neither `key = new Key(…`, `key = a or b` nor `- key: - a`. */
function isFollowedByName(text: string, start: number, end: number): boolean {
  return (
    isA(LETTER, text.charCodeAt(start)) &&
    isA(LETTER, text.charCodeAt(end + 1)) &&
    !text.startsWith('or ', end + 1) &&
    !text.startsWith('new', start)
  );
}
