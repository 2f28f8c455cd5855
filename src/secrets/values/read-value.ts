import { endOf, endOfQuote, isIn, isSpace, NAME, setOf, SPACE, WORD } from '../characters.ts';

/** Longer values are judged by their beginning. */
export const MAX_VALUE = 300;
const MAX_PARAMETER = 40;
const MAX_SETTING = 31;
/** What may end a value though no blank follows. */
const MAY_END = setOf(/["'`&;,\\]/);
const CLOSERS = setOf(/[)\]}]/);
const QUOTES = setOf(/["'`]/);
const STRING_PREFIX = setOf(/[rbfuLNs@$]/);
const PREFIXED_QUOTE = setOf(/["']/);
const TAGS = setOf(/[<>]/);
const ESCAPED = setOf(/[nrt"']/);
const AFTER_QUOTE = setOf(/[,:;)\]}"'`]/);
const SEMICOLON_OR_COMMA = setOf(/[;,]/);

export interface Value {
  readonly text: string;
  readonly start: number;
  readonly isQuoted: boolean;
}

/** @param isElement - Whether the value is between tags, where a quotation mark does not open it. */
export function readValue(text: string, at: number, isElement: boolean): Value | undefined {
  if (!isElement) {
    const prefixed = afterPrefix(text, at);
    const start = endOfQuote(text, prefixed);
    if (start > prefixed) return readQuoted(text, start, quoteAt(text, prefixed, start));
  }
  const end = endOfBare(text, at);
  return end < 0 ? undefined : { text: text.slice(at, end), start: at, isQuoted: false };
}

/** Letters before the quotation mark of a string: `r"`, `f'`, `$"`. */
function afterPrefix(text: string, at: number): number {
  let end = at;
  while (end < at + 2 && isIn(STRING_PREFIX, text.charCodeAt(end))) end += 1;
  return isIn(PREFIXED_QUOTE, text.charCodeAt(end)) ? end : at;
}

/** Strings of several lines open with three marks. */
function quoteAt(text: string, at: number, start: number): string {
  const quote = text.slice(at, start);
  return (quote === '"' || quote === "'") && text.startsWith(quote + quote, start) ? quote.repeat(3) : quote;
}

function readQuoted(text: string, opened: number, quote: string): Value | undefined {
  const start = quote.length === 3 && quote[0] === quote[2] ? opened + 2 : opened;
  const most = Math.min(start + MAX_VALUE, text.length);
  const found = endOfQuoted(text, start, most, quote);
  if (found < 0 || (found < most && isName(text, found + quote.length))) return undefined;
  return trimmed(text, start, found);
}

function trimmed(text: string, from: number, to: number): Value {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return { text: text.slice(start, end), start, isQuoted: true };
}

/** @returns `most` where the quotation mark is missing; -1 where the line ends before it. */
function endOfQuoted(text: string, start: number, most: number, quote: string): number {
  const first = quote.charCodeAt(0);
  const isAcrossLines = quote.length >= 3 || quote === '`';
  for (let at = start; at < most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 && !isAcrossLines) return -1;
    if (code !== first) continue;
    if (
      quote.length === 1 ? at === start || text.charCodeAt(at - 1) !== 92 : isWholeAt(text, at, most, quote)
    )
      return at;
  }
  return most;
}

function isWholeAt(text: string, at: number, most: number, quote: string): boolean {
  return at + quote.length <= most && text.startsWith(quote, at);
}

/** What a colon follows on the same line is a name itself. */
function isName(text: string, end: number): boolean {
  const colon = endOf(text, end, 3, SPACE);
  return text.charCodeAt(colon) === 58 && text.charCodeAt(colon + 1) !== 58;
}

/** Up to a blank or a tag, or to a closing quotation mark or bracket, or to the next parameter. */
function endOfBare(text: string, start: number): number {
  const most = start + MAX_VALUE;
  if (isIn(QUOTES, text.charCodeAt(start)) || isEnd(text, start, most)) return -1;
  // Of brackets that only other brackets follow.
  let closers = -1;
  let at = start;
  for (; !isEnd(text, at, most); at += 1) {
    const code = text.charCodeAt(at);
    if (isIn(CLOSERS, code)) {
      if (closers < 0) closers = at;
      continue;
    }
    if (isIn(MAY_END, code)) {
      if (closers >= 0 && isIn(SEMICOLON_OR_COMMA, code) && isEnd(text, at + 1, most)) return closers;
      // The last bracket of a template in a string: `"${key:value}"`.
      if (endsValue(text, at, most))
        return closers === at - 1 && text.charCodeAt(closers) === 125 ? closers : at;
    }
    closers = -1;
  }
  return closers < 0 ? at : closers;
}

function isEnd(text: string, at: number, most: number): boolean {
  const code = text.charCodeAt(at);
  return at >= most || at >= text.length || isIn(TAGS, code) || isSpace(code);
}

function endsValue(text: string, at: number, most: number): boolean {
  const code = text.charCodeAt(at);
  const next = isEnd(text, at + 1, most) ? -1 : text.charCodeAt(at + 1);
  if (code === 92) return isIn(ESCAPED, next);
  if (code === 38)
    return isEntity(text, at + 1, most) || isParameter(text, at + 1, most, NAME, MAX_PARAMETER);
  if (next < 0) return true;
  if (code === 44) return isIn(QUOTES, next);
  if (code === 59) return isIn(QUOTES, next) || isParameter(text, at + 1, most, WORD, MAX_SETTING);
  return isIn(AFTER_QUOTE, next);
}

function isEntity(text: string, at: number, most: number): boolean {
  return (text.startsWith('amp;', at) && at + 4 <= most) || (text.startsWith('quot;', at) && at + 5 <= most);
}

/** `name=` */
function isParameter(text: string, at: number, most: number, kinds: number, longest: number): boolean {
  const end = endOf(text, at, longest, kinds);
  return end > at && end < most && text.charCodeAt(end) === 61;
}

/** Of a value that was only read in part. */
export function endOfLong(text: string, { text: read, start, isQuoted }: Value): number {
  const end = start + read.length;
  if (read.length < MAX_VALUE - 1) return end;
  const rest = isQuoted ? /["'`\n]|$/g : /\s|$/g;
  rest.lastIndex = end;
  return rest.exec(text)?.index ?? end;
}
