import { endOfQuote, endOfSpace, isA, isIn, setOf, WORD } from '../characters.ts';

const NAMES = ['value', 'Value', 'VALUE', 'default', 'Default', 'content', 'val'];
/** Lines that may come between a name and the line of its value. */
const DETAILS = ['type', 'description', 'sensitive', 'Type', 'Description', 'NoEcho'];
const MAX_DETAILS = 3;
const MAX_DETAIL = 100;
const MAX_INDENT = 40;
const SEPARATORS = setOf(/[,{:]/);
const START_OF_NAME = setOf(/[vVdDc]/);
const START_OF_DETAIL = setOf(/[tdsTDN]/);
const SIGNS = setOf(/[:=]/);

/** `<add key="password" value="v"/>`, `name: PASSWORD` and `value: v` below it, `variable "password" { default = "v" }` */
export function endOfPair(text: string, from: number): number {
  let at = endOfSpace(text, from, 3);
  if (isIn(SEPARATORS, text.charCodeAt(at))) at += 1;
  at = endOfSpace(text, at, 80);
  for (let details = 0; details < MAX_DETAILS; details += 1) {
    const below = endOfDetail(text, at);
    if (below < 0) break;
    at = below;
  }
  at = endOfQuote(text, at);
  if (!isIn(START_OF_NAME, text.charCodeAt(at))) return -1;
  const name = NAMES.find((word) => text.startsWith(word, at));
  if (name === undefined) return -1;
  at = endOfSpace(text, endOfQuote(text, at + name.length), 5);
  if (!isIn(SIGNS, text.charCodeAt(at))) return -1;
  return endOfSpace(text, text.startsWith('=>', at) ? at + 2 : at + 1, 10);
}

function endOfDetail(text: string, at: number): number {
  if (!isIn(START_OF_DETAIL, text.charCodeAt(at))) return -1;
  const word = DETAILS.find((detail) => text.startsWith(detail, at));
  if (word === undefined || isA(WORD, text.charCodeAt(at + word.length))) return -1;
  const start = at + word.length;
  let line = start;
  while (line < start + MAX_DETAIL && line < text.length && text.charCodeAt(line) !== 10) line += 1;
  return text.charCodeAt(line) === 10 ? endOfSpace(text, line + 1, MAX_INDENT) : -1;
}
