import { endOfAssignment } from './assignment.ts';
import {
  endOf,
  endOfQuote,
  endOfSpace,
  isA,
  isIn,
  isSpace,
  LETTER,
  LINE_BREAK,
  NAME,
  setOf,
  tableOf,
  WORD,
} from '../characters.ts';
import { endOfPair } from './pairs.ts';
import { createSeeker } from './seek.ts';

/** How a name leads to its value, and where the value begins. */
export interface Link {
  readonly joint: 'pair' | 'argument' | 'assignment' | 'call' | 'element' | 'blank';
  readonly at: number;
}

const MAX_INDENT = 40;
const MAX_ATTRIBUTES = 80;
const MAX_TAG = 40;
const DATA = '<![CDATA[';
const MAX_BLANKS = 8;
const MAX_OBJECT = 60;
const BRACKETS = setOf(/[({]/);
const END_OF_ATTRIBUTES = setOf(/[<>\n]/);
const COLON_OR_BLANK = setOf(/[: ]/);
const VERBS = ['is', 'was', 'by', 'to', 'with'];
const START_OF_VERB = setOf(/[ibtw]/);
const PREPOSITIONS = ['of', 'for', 'in', 'on'];
const START_OF_PREPOSITION = setOf(/[ofi]/);
const MAX_BEFORE = 84;
/** What a character may begin after a name and blanks, to be combined. Elsewhere only a tag or a blank leads to a value. */
const [PAIR, ARGUMENT, ASSIGNMENT, CALL] = [1, 2, 4, 8];
const BEGINNINGS = tableOf(
  (character) =>
    (/[,{"'`\\&vVdcts]/.test(character) ? PAIR : 0) |
    (character === ',' ? ARGUMENT : 0) |
    (/[A-Za-z\])=:?|+!<{[&*'-]/.test(character) ? ASSIGNMENT : 0) |
    (/[({]/.test(character) ? CALL : 0),
);

function begunBy(code: number): number {
  return code < 128 ? (BEGINNINGS[code] ?? 0) : 0;
}

/**
 * What leads from a name to its value in a text, character by character, so that only what can begin at a place is tried
 * there: a text may be full of names. Every repetition is bounded, so that the whole is linear.
 *
 * @returns The link at the end of a name; ends have to be asked for in order.
 */
export function createLinkFinder(text: string): (end: number) => Link | undefined {
  const nextTag = createSeeker(text, (at) => isIn(END_OF_ATTRIBUTES, text.charCodeAt(at)));
  const nextVerb = createSeeker(
    text,
    (at) => text.charCodeAt(at) === 10 || (isSpace(text.charCodeAt(at)) && isVerb(text, at + 1)),
  );
  return (end) => {
    const quoted = endOfQuote(text, end);
    const first = endOfSpace(text, quoted, MAX_BEFORE);
    const begun = begunBy(text.charCodeAt(first));
    const isPair = (begun & PAIR) !== 0 || isLastOfLine(text, first);
    let at = isPair ? endOfPair(text, quoted) : -1;
    if (at >= 0) return { joint: 'pair', at };
    if (quoted > end ? isAttribute(text, quoted) : isTag(text, end)) {
      at = endOfElement(text, end, quoted, nextTag);
      if (at >= 0) return { joint: 'element', at };
    }
    at = (begun & ARGUMENT) === 0 ? -1 : endOfArgument(text, end, quoted);
    if (at >= 0) return { joint: 'argument', at };
    at = (begun & ASSIGNMENT) === 0 ? -1 : endOfAssignment(text, end, quoted);
    if (at >= 0) return { joint: 'assignment', at };
    at = (begun & CALL) === 0 ? -1 : endOfCall(text, end);
    if (at >= 0) return { joint: 'call', at };
    at = endOfElement(text, end, quoted, nextTag);
    if (at >= 0) return { joint: 'element', at };
    at = endOfBlank(text, quoted, nextVerb);
    return at >= 0 ? { joint: 'blank', at } : undefined;
  };
}

/** `Password:`, where more lines may be about it. */
function isLastOfLine(text: string, colon: number): boolean {
  return text.charCodeAt(colon) === 58 && isA(LINE_BREAK, text.charCodeAt(colon + 1));
}

/** `set('password', 'v')`, `getenv("PASSWORD") ?: "v"`, `password, <<"v"` */
function endOfArgument(text: string, end: number, quoted: number): number {
  const comma = endOfSpace(text, quoted, 5);
  if (text.charCodeAt(comma) !== 44) return -1;
  if (quoted === end) {
    const at = endOfSpace(text, comma + 1, 5);
    return text.charCodeAt(at) === 60 && text.startsWith('<<"', at) ? at + 2 : -1;
  }
  let at = endOfSpace(text, comma + 1, MAX_INDENT);
  if (text.charCodeAt(at) === 100 && text.startsWith('default', at)) {
    const sign = endOfSpace(text, at + 7, 1);
    if (text.charCodeAt(sign) === 61) at = endOfSpace(text, sign + 1, 1);
  }
  return isBeforeQuote(text, text.charCodeAt(at) === 78 ? at + 1 : at) ? at : -1;
}

/** `.password("v")`, `password{"v"}` */
function endOfCall(text: string, end: number): number {
  const bracket = endOfSpace(text, end, 1);
  if (!isIn(BRACKETS, text.charCodeAt(bracket))) return -1;
  const at = endOfSpace(text, bracket + 1, 10);
  return isBeforeQuote(text, at) ? at : -1;
}

function isBeforeQuote(text: string, at: number): boolean {
  return endOfQuote(text, at) > at;
}

/** `<string name="password">v</string>`, `<password type="a">v</password>`, `<key>password</key><string>v</string>` */
function endOfElement(text: string, end: number, quoted: number, nextTag: (from: number) => number): number {
  if (text.charCodeAt(end) === 60) return endOfKey(text, end);
  const hasAttributes = quoted > end || isTag(text, end);
  const close = hasAttributes ? nextTag(quoted) : end;
  if (close > quoted + MAX_ATTRIBUTES || text.charCodeAt(close) !== 62) return -1;
  const start = endOfSpace(text, close + 1, MAX_INDENT);
  const key = endOfKey(text, start);
  return key < 0 ? endOfOpening(text, start, '<value>') : key;
}

/** Whether the name is that of an element, and attributes follow. */
function isTag(text: string, end: number): boolean {
  if (text.charCodeAt(end) !== 32) return false;
  let start = end;
  while (start > end - MAX_TAG && isA(NAME, text.charCodeAt(start - 1))) start -= 1;
  return text.charCodeAt(start - 1) === 60;
}

/** ` type="a"`: more of the same tag. */
function isAttribute(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 32 || !isA(LETTER, text.charCodeAt(at + 1))) return false;
  const sign = endOf(text, at + 1, MAX_TAG, NAME);
  return text.charCodeAt(sign) === 61 && isBeforeQuote(text, sign + 1);
}

/** `</key>` and `<string>`, `</name>` and `<value>` */
function endOfKey(text: string, at: number): number {
  if (text.charCodeAt(at) !== 60 || text.charCodeAt(at + 1) !== 47) return -1;
  const [close, open] = text.startsWith('</key>', at) ? ['</key>', '<string>'] : ['</name>', '<value>'];
  if (!text.startsWith(close, at)) return -1;
  const start = endOfSpace(text, at + close.length, MAX_INDENT);
  return text.startsWith(open, start) ? endOfOpening(text, start, open) : -1;
}

/** After a tag that may open the value, and after the mark of character data. */
function endOfOpening(text: string, at: number, tag: string): number {
  if (text.charCodeAt(at) !== 60) return at;
  const inside = text.startsWith(tag, at) ? endOfSpace(text, at + tag.length, MAX_INDENT) : at;
  return text.startsWith(DATA, inside) ? endOfSpace(text, inside + DATA.length, MAX_INDENT) : inside;
}

/** `PASSWORD v`, `the password of the server is v` */
function endOfBlank(text: string, from: number, nextVerb: (from: number) => number): number {
  let at = from;
  while (at < from + MAX_BLANKS && text.charCodeAt(at) !== 10 && isSpace(text.charCodeAt(at))) at += 1;
  if (at === from) return -1;
  if (!isA(LETTER, text.charCodeAt(at))) return at;
  at = afterObject(text, at, nextVerb);
  const verb = wordAt(text, at, START_OF_VERB, VERBS);
  if (verb === undefined || !isIn(COLON_OR_BLANK, text.charCodeAt(at + verb.length))) return at;
  return endOfSpace(text, at + verb.length + 1, 3);
}

/** `of the staging server `, where "is" or "was" follows; `at` where there is no such thing. */
function afterObject(text: string, at: number, nextVerb: (from: number) => number): number {
  const word = wordAt(text, at, START_OF_PREPOSITION, PREPOSITIONS);
  if (word === undefined || !isSpace(text.charCodeAt(at + word.length))) return at;
  const start = at + word.length + 1;
  // At least one character of the object.
  if (text.charCodeAt(start) === 10) return at;
  const verb = nextVerb(start + 1);
  const isNear = verb <= start + MAX_OBJECT && verb < text.length;
  return isNear && isVerb(text, verb + 1) ? verb + 1 : at;
}

function isVerb(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first !== 105 && first !== 119) return false;
  const end = text.startsWith('is', at) ? at + 2 : text.startsWith('was', at) ? at + 3 : -1;
  return end >= 0 && !isA(WORD, text.charCodeAt(end));
}

function wordAt(text: string, at: number, starts: Uint8Array, words: readonly string[]): string | undefined {
  return isIn(starts, text.charCodeAt(at)) ? words.find((word) => text.startsWith(word, at)) : undefined;
}
