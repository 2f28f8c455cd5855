import { endOf, isA, LETTER, NAME, SPACE } from '../characters.ts';
import { afterShortValues } from './short-values.ts';

/** Characters that may come between a name and its value. */
const LEADS = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[\s"'`\\&,{}()[\]?!:=|+<>*-]/.test(String.fromCharCode(code))),
);
const MAX_BLANKS = 8;
const MAX_WORD = 24;
/** Words that may join a name to its value. */
const JOINING = new Set(
  'is was by to with of for in on as value val default content type description sensitive'.split(' '),
);
/** By first letter and length: most words need not be looked up. */
const MAY_JOIN = new Uint8Array(32 * 32);
for (const word of JOINING) MAY_JOIN[(word.charCodeAt(0) & 31) * 32 + word.length] = 1;

/**
 * What certainly gives no secret to a name, recognized character by character: a text may be full of names, and the
 * steps of {@link ../links/links.ts} cost several times as much.
 *
 * @param end - Where the name ends.
 * @returns Where to continue, `end` or beyond; undefined where there may be a value.
 */
export function afterNoValue(text: string, end: number): number | undefined {
  const code = text.charCodeAt(end);
  const isLead = code >= 128 || LEADS[code] === 1;
  // `f(password(x`: only a text in quotation marks is a value there.
  const isCall = code === 40 && isA(NAME, text.charCodeAt(end + 1));
  if (!isLead || isCall || isMember(text, end) || continuesAsProse(text, end)) return end;
  return afterShortValues(text, end);
}

/** `token->next`, and not `token->set("…")` */
function isMember(text: string, end: number): boolean {
  if (text.charCodeAt(end) !== 45 || text.charCodeAt(end + 1) !== 62) return false;
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
