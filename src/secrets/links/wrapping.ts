import {
  endOf,
  endOfQuote,
  endOfSpace,
  isA,
  isIn,
  isSpace,
  LETTER,
  NAME,
  QUOTE,
  setOf,
  WORD,
} from '../characters.ts';
import { MIN_VALUE } from '../values/short-values.ts';

const MAX_FALLBACK = 60;
const MAX_CALLEE = 40;
const MAX_SPACE = 20;
const EXPRESSION = setOf(/[\w.$[\]'"?()!-]/);
const CALLEE = setOf(/[\w.:]/);
const START_OF_OR = setOf(/[?o]/);
const BRACKETS = setOf(/[[({]/);
const CREATIONS = ['new ', 'const '];
const START_OF_CREATION = setOf(/[nc]/);
const INDICATOR = setOf(/[-+]/);
const VARIABLE = /^["'`][A-Z_][A-Z0-9_]{0,60}["'`],\s{0,20}(?:\w{1,20}\s?[:=]\s?)?(?=["'`])/;
const MAX_VARIABLE = 120;
const ALTERNATIVE =
  /^[^\n;]{0,80}?(?:\.unwrap_or(?:_else)?\((?:\|\w?\|\s?)?|\.(?:orElse|getOrElse)\(|\s\/\/\s)(?=["'])/;
const MAX_ALTERNATIVE = 120;

/** Skips what is between an operator and its value: another place to look first, a call, a bracket, a YAML sign. */
export function endOfWrapping(text: string, from: number): number {
  const start = afterYamlTag(text, afterTemplateTag(text, from));
  const at = afterAlternative(text, afterFallback(text, start));
  const inside = afterOpening(text, at);
  return inside === at ? at : afterVariable(text, afterOpening(text, inside));
}

/** `&anchor `, `!!str ` */
function afterYamlTag(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first !== 38 && !(first === 33 && text.charCodeAt(at + 1) === 33)) return at;
  const start = first === 38 ? at + 1 : at + 2;
  const end = endOf(text, start, MAX_CALLEE, NAME);
  return end > start && text.charCodeAt(end) === 32 ? endOfSpace(text, end, MAX_SPACE) : at;
}

/** The name of a variable, where what takes its place comes after it: `getenv("API_KEY", default="…")` */
function afterVariable(text: string, at: number): number {
  if (!isA(QUOTE, text.charCodeAt(at))) return at;
  const match = VARIABLE.exec(text.slice(at, at + MAX_VARIABLE));
  return match ? at + match[0].length : at;
}

/** `<%= ` */
function afterTemplateTag(text: string, at: number): number {
  if (text.charCodeAt(at) !== 60 || text.charCodeAt(at + 1) !== 37) return at;
  const end = text.charCodeAt(at + 2) === 61 ? at + 3 : at + 2;
  return isSpace(text.charCodeAt(end)) ? end + 1 : at;
}

/** `process.env["X"] ?? `: the last place where the expression may end. */
function afterFallback(text: string, from: number): number {
  if (isLongLiteral(text, from)) return from;
  let end = from;
  let operator = -1;
  while (end < from + MAX_FALLBACK && isIn(EXPRESSION, text.charCodeAt(end))) {
    if (end > from && isIn(START_OF_OR, text.charCodeAt(end)) && endOfOr(text, end) >= 0) operator = end;
    end += 1;
  }
  if (end === from) return from;
  const after = endOfOr(text, endOfSpace(text, end, 5));
  if (after >= 0) return endOfSpace(text, after, 5);
  return operator < 0 ? from : endOfSpace(text, endOfOr(text, operator), 5);
}

/** `env("X").unwrap_or_else(|_| `, `$ENV{X} // `, `lookUp(x).orElse(` */
function afterAlternative(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (!isA(LETTER, first) && first !== 36) return from;
  const match = ALTERNATIVE.exec(text.slice(from, from + MAX_ALTERNATIVE));
  return match ? from + match[0].length : from;
}

/** A value of its own, whatever takes its place: `"…" || other`. */
function isLongLiteral(text: string, from: number): boolean {
  const start = endOfQuote(text, from);
  if (start === from) return false;
  const quote = text.slice(from, start);
  return text.slice(start, start + MAX_FALLBACK).indexOf(quote) >= MIN_VALUE;
}

/** `||`, `??`, `?:`, `or` */
function endOfOr(text: string, at: number): number {
  const [first, second] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  if (first === 63) return second === 63 || second === 58 ? at + 2 : -1;
  if (first === 124) return second === 124 ? at + 2 : -1;
  if (first !== 111 || second !== 114) return -1;
  return isA(WORD, text.charCodeAt(at - 1)) || isA(WORD, text.charCodeAt(at + 2)) ? -1 : at + 2;
}

function afterOpening(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const call = afterCallee(text, at);
  if (call >= 0) return call;
  if (isIn(BRACKETS, code)) return endOfSpace(text, at + 1, MAX_SPACE);
  if (code === 45) return endOfSpace(text, at + 1, 4) > at + 1 ? endOfSpace(text, at + 1, 4) : at;
  return code === 124 || code === 62 ? afterBlockSign(text, at) : at;
}

/** `new Secret(`, `[]byte(` */
function afterCallee(text: string, at: number): number {
  // An encrypted value is no call.
  if (text.charCodeAt(at) === 69 && text.startsWith('ENC(', at)) return -1;
  let start = at;
  const creates =
    isIn(START_OF_CREATION, text.charCodeAt(at)) && CREATIONS.find((word) => text.startsWith(word, at));
  if (creates) start = at + creates.length;
  else if (text.charCodeAt(at) === 91 && text.charCodeAt(at + 1) === 93) start = at + 2;
  if (!isA(LETTER, text.charCodeAt(start)) && text.charCodeAt(start) !== 95) return -1;
  let end = start + 1;
  while (end <= start + MAX_CALLEE && isIn(CALLEE, text.charCodeAt(end))) end += 1;
  return text.charCodeAt(end) === 40 ? endOfSpace(text, end + 1, MAX_SPACE) : -1;
}

/** `|` and a text below it */
function afterBlockSign(text: string, at: number): number {
  const from = isIn(INDICATOR, text.charCodeAt(at + 1)) ? at + 2 : at + 1;
  const blank = endOfSpace(text, from, 4);
  for (let line = Math.min(from + 3, blank - 1); line >= from; line -= 1) {
    if (text.charCodeAt(line) === 10) return endOfSpace(text, line + 1, 40);
  }
  return at;
}
