import { endOf, endOfSpace, isA, isIn, isSpace, LETTER, setOf, WORD } from '../characters.ts';

const MAX_ACCESSORS = 30;
const MAX_IDENTIFIER = 31;
const MAX_ARGUMENTS = 30;
const SIZES = ['8', '16', '32', '64'];
const MAX_MEMBER = 20;
const END_OF_ACCESSORS = setOf(/[}\n]/);
const NULLABLE = setOf(/[?!]/);
const REFERENCE = setOf(/[&*]/);
const IDENTIFIER = setOf(/[A-Za-z_.]/);
const START_OF_SIZE = setOf(/[8136]/);
const OPENING = setOf(/[<[(]/);
const ARGUMENT = setOf(/[\w.,' |?[\]]/);
const CLOSING = setOf(/[>\])]/);

/**
 * `: string`, `: Optional[str]`, ` String`, `[]byte`, `[32]`, `: &'static str`, ` nvarchar(50)`, ` { get; set; }`
 *
 * @returns Where the type before an assignment ends, with what is blank after it; -1 where there is none.
 */
export function endOfType(text: string, from: number): number {
  const accessors = endOfAccessors(text, from);
  if (accessors >= 0) return accessors;
  let at = isIn(NULLABLE, text.charCodeAt(from)) ? from + 1 : from;
  const first = text.charCodeAt(at);
  if (first !== 10 && isSpace(first)) at += 1;
  const length = endOfLength(text, at);
  if (length >= 0) return length;
  if (text.charCodeAt(at) === 58) at += 1;
  at = endOfSpace(text, at, 3);
  if (text.charCodeAt(at) === 91 && text.charCodeAt(at + 1) === 93) at = endOfSpace(text, at + 2, 1);
  if (text.charCodeAt(at) === 65 && text.charCodeAt(at + 1) === 115 && isSpace(text.charCodeAt(at + 2))) {
    const end = endOfNamedType(text, at + 3);
    if (end >= 0) return end;
  }
  return endOfNamedType(text, at);
}

function endOfAccessors(text: string, from: number): number {
  const bracket = endOfSpace(text, from, 1);
  if (text.charCodeAt(bracket) !== 123) return -1;
  const word = text.charCodeAt(bracket + 1) === 32 ? bracket + 2 : bracket + 1;
  if (!text.startsWith('get;', word)) return -1;
  let end = word + 4;
  while (end < word + 4 + MAX_ACCESSORS && end < text.length && !isIn(END_OF_ACCESSORS, text.charCodeAt(end)))
    end += 1;
  if (text.charCodeAt(end) !== 125) return -1;
  const at = endOfSpace(text, end + 1, 1);
  return text.charCodeAt(at) === 61 ? at : -1;
}

/** `[32]` */
function endOfLength(text: string, at: number): number {
  if (text.charCodeAt(at) !== 91) return -1;
  let end = at + 1;
  while (end < at + 7 && isDigit(text.charCodeAt(end))) end += 1;
  return text.charCodeAt(end) === 93 ? beforeAssignment(text, end + 1) : -1;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

function endOfNamedType(text: string, from: number): number {
  let at = isIn(REFERENCE, text.charCodeAt(from)) ? from + 1 : from;
  if (text.charCodeAt(at) === 39 && text.startsWith("'static", at) && isSpace(text.charCodeAt(at + 7)))
    at += 8;
  if (!isA(LETTER, text.charCodeAt(at))) return -1;
  const start = at;
  while (at < start + MAX_IDENTIFIER && isIn(IDENTIFIER, text.charCodeAt(at))) at += 1;
  if (isIn(START_OF_SIZE, text.charCodeAt(at)))
    at += SIZES.find((size) => text.startsWith(size, at))?.length ?? 0;
  const end = isIn(OPENING, text.charCodeAt(at)) ? afterArguments(text, at + 1) : -1;
  return end < 0 ? afterType(text, at) : end;
}

/** A bracket among the arguments may be the last: from the longest to the shortest. */
function afterArguments(text: string, from: number): number {
  let close = from;
  while (close < from + MAX_ARGUMENTS && isIn(ARGUMENT, text.charCodeAt(close))) close += 1;
  for (; close >= from; close -= 1) {
    if (!isIn(CLOSING, text.charCodeAt(close))) continue;
    const both = isIn(CLOSING, text.charCodeAt(close + 1)) ? afterType(text, close + 2) : -1;
    const end = both < 0 ? afterType(text, close + 1) : both;
    if (end >= 0) return end;
  }
  return -1;
}

/** `? | null = `: what may come between a type and the assignment. */
function afterType(text: string, from: number): number {
  const at = isIn(NULLABLE, text.charCodeAt(from)) ? from + 1 : from;
  for (let end = at, members = 0; ; members += 1) {
    const done = beforeAssignment(text, end);
    if (done >= 0 || members === 2) return done;
    const word = end + 3;
    if (!(isSpace(text.charCodeAt(end)) && text.charCodeAt(end + 1) === 124)) return -1;
    if (!isSpace(text.charCodeAt(end + 2))) return -1;
    end = endOf(text, word, MAX_MEMBER, WORD);
    if (end === word) return -1;
  }
}

function beforeAssignment(text: string, from: number): number {
  const at = endOfSpace(text, from, 5);
  const sign = text.charCodeAt(at) === 58 ? at + 1 : at;
  return text.charCodeAt(sign) === 61 && sign + 1 < text.length && text.charCodeAt(sign + 1) !== 61 ? at : -1;
}
