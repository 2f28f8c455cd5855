import { CLOSING, endOf, isA, LETTER, LINE_BREAK, NAME, OPENING, QUOTE, SPACE } from '../characters.ts';

/** Shorter values are no secrets. */
export const MIN_VALUE = 8;
const MAX_NAME = 40;
/** Published tokens are longer, and so no name that is skipped can be one. */
const MAX_SKIPPED_NAME = 19;
const MAX_SEPARATORS = 8;
/** Pairs that are skipped at a time: what repeats itself is noticed in between. */
const MAX_PAIRS = 16;
const SEPARATORS = SPACE | QUOTE | CLOSING | OPENING;

/**
 * Skips pairs of a name and a value that is too short for a secret, of which a line may be full: `"key":"a","token":"b"`,
 * `&key=1&token=2`, `KEY=a TOKEN=b`.
 *
 * @param end - Where the first name ends.
 * @returns Where to continue; undefined where the value is not short.
 */
export function afterShortValues(text: string, end: number): number | undefined {
  let next: number | undefined;
  let value = endOfShort(text, end);
  for (let pairs = 0; value >= 0 && pairs < MAX_PAIRS; pairs += 1) {
    const name = endOf(text, value, MAX_SEPARATORS, SEPARATORS);
    const nameEnd = endOf(text, name, MAX_SKIPPED_NAME + 1, NAME);
    // A value may be a name itself: `Authorization: Bearer …`, `"key":"token","value":"…"`.
    next = startOfValue(text, value);
    value = nameEnd === name || nameEnd - name > MAX_SKIPPED_NAME ? -1 : endOfShort(text, nameEnd);
  }
  return next;
}

function startOfValue(text: string, end: number): number {
  let start = isA(QUOTE, text.charCodeAt(end - 1)) ? end - 1 : end;
  while (start > end - MIN_VALUE && isA(NAME, text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** @returns Where the value ends; -1 where it is not short. */
function endOfShort(text: string, end: number): number {
  let at = end;
  if (text.charCodeAt(at) === 92) at += 1;
  if (isA(QUOTE, text.charCodeAt(at))) at += 1;
  if (isA(SPACE, text.charCodeAt(at))) at += 1;
  const operator = text.charCodeAt(at);
  if (operator !== 58 && operator !== 61) return -1;
  at += 1;
  if (isA(SPACE, text.charCodeAt(at))) at += 1;
  const first = text.charCodeAt(at);
  if (isA(QUOTE, first)) return endOfShortQuoted(text, at + 1, first);
  return first === 36 ? endOfReference(text, at) : endOfShortBare(text, at);
}

function endOfShortQuoted(text: string, start: number, quote: number): number {
  let end = start;
  while (end < start + MIN_VALUE - 1 && !endsQuoted(text.charCodeAt(end), quote)) end += 1;
  const after = text.charCodeAt(end + 1);
  return text.charCodeAt(end) === quote && isA(CLOSING | LINE_BREAK, after) ? end + 1 : -1;
}

function endsQuoted(code: number, quote: number): boolean {
  return code === quote || code === 10 || code === 92;
}

function endOfReference(text: string, start: number): number {
  if (text.charCodeAt(start + 1) !== 123) return -1;
  const end = endOf(text, start + 2, MAX_NAME, NAME);
  const isWhole =
    text.charCodeAt(end) === 125 && text.charCodeAt(end + 1) === 32 && isA(NAME, text.charCodeAt(end + 2));
  return isWhole ? end + 1 : -1;
}

/** @returns Where the value ends; -1 where it is not short, or something may follow that is. */
function endOfShortBare(text: string, start: number): number {
  const end = endOf(text, start, MIN_VALUE, NAME);
  return end - start < MIN_VALUE && endsShort(text, start, end) ? end : -1;
}

function endsShort(text: string, start: number, end: number): boolean {
  const after = text.charCodeAt(end);
  if (after === 38) return isParameter(text, end + 1);
  if (isA(CLOSING, after) && isA(SPACE | LINE_BREAK, text.charCodeAt(end + 1))) return true;
  if ((after === 44 || after === 59) && isA(QUOTE, text.charCodeAt(end + 1))) return true;
  // A long value goes to a line of its own, unless that is for the next name.
  if (after === 10) return end > start || isParameter(text, end + 1);
  if (end === start) return false;
  if (after === 59) return isParameter(text, end + 1);
  return after === 32 && isFollowedByName(text, start, end);
}

/** `name=` */
function isParameter(text: string, start: number): boolean {
  const end = endOf(text, start, MAX_NAME, NAME);
  return end > start && text.charCodeAt(end) === 61;
}

/** `KEY=a OTHER`, and neither `key = new Key(…`, `key = a or b` nor `- key: - a`. */
function isFollowedByName(text: string, start: number, end: number): boolean {
  return (
    isA(LETTER, text.charCodeAt(start)) &&
    isA(LETTER, text.charCodeAt(end + 1)) &&
    !text.startsWith('or ', end + 1) &&
    !text.startsWith('new', start) &&
    !text.startsWith('const ', start)
  );
}
