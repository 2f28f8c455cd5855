import { endOfSpace, isIn, setOf } from '../characters.ts';
import { endOfType } from './type.ts';
import { endOfWrapping } from './wrapping.ts';

const MAX_GAP = 40;
const CLOSERS = setOf(/[\])]/);
/** No type begins as these operators do. */
const NO_TYPE = setOf(/[=|+<-]/);
const OPERATORS = setOf(/[=:?|+!<-]/);
const [EXCLAMATION_MARK, PLUS, COLON, LESS_THAN, EQUALS, QUESTION_MARK, BAR] = [33, 43, 58, 60, 61, 63, 124];

/**
 * `password: string = v`, `["password"] ??= v`, `password => v`; -1 where no operator follows.
 *
 * @param quoted - Where the quotation mark after the name ends.
 */
export function endOfAssignment(text: string, end: number, quoted: number): number {
  const at = afterOperator(text, quoted);
  // What looks like a quotation mark may begin a lifetime.
  return at < 0 && text.charCodeAt(end + 1) === 115 && text.startsWith("'static", end)
    ? afterOperator(text, end)
    : at;
}

function afterOperator(text: string, from: number): number {
  let at = from;
  while (at < from + 2 && isIn(CLOSERS, text.charCodeAt(at))) at += 1;
  let operator = endOfSpace(text, at, MAX_GAP);
  const typed = isIn(NO_TYPE, text.charCodeAt(operator)) ? -1 : endOfType(text, at);
  if (typed >= 0) operator = endOfSpace(text, typed, MAX_GAP);
  const end = endOfOperator(text, operator);
  return end < 0 ? -1 : endOfWrapping(text, endOfSpace(text, end, MAX_GAP));
}

/** `=>`, `=`, `==`, `===`, `:=`, `:-`, `::`, `:`, `??`, `??=`, `?:`, `?=`, `||`, `||=`, `+=`, `!=`, `!==`, `<-`, `->` */
function endOfOperator(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (!isIn(OPERATORS, first)) return -1;
  const second = text.charCodeAt(at + 1);
  const isEqual = second === EQUALS;
  const long = text.charCodeAt(at + 2) === EQUALS ? at + 3 : at + 2;
  switch (first) {
    case EQUALS:
      return isEqual ? long : second === 62 ? at + 2 : at + 1;
    case COLON:
      return isEqual || second === 45 || second === COLON ? at + 2 : at + 1;
    case QUESTION_MARK:
      return second === QUESTION_MARK ? long : isEqual || second === COLON ? at + 2 : -1;
    case BAR:
      return second === BAR ? long : -1;
    case PLUS:
      return isEqual ? at + 2 : -1;
    case EXCLAMATION_MARK:
      return isEqual ? long : -1;
    case LESS_THAN:
      return second === 45 ? at + 2 : -1;
    default:
      return second === 62 ? at + 2 : -1;
  }
}
