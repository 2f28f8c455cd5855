import { createRepeats } from './repetition.ts';
import type { Span } from './span.ts';

/** Something to look at wherever a text has the anchor. */
export interface Rule<Context> {
  /** At least two characters of ASCII, compared exactly. */
  readonly anchor: string;
  /** Not in the middle of a word. */
  readonly startsWord: boolean;
  /** Looks at a bounded stretch of the text, so that the whole is linear. */
  readonly look: (text: string, at: number, context: Context) => Found | undefined;
}

interface Found {
  readonly secrets?: readonly Span[];
  /** Where to continue. */
  readonly next: number;
}

const IS_WORD = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9_+]/.test(String.fromCharCode(code))),
);

/** Three characters of five bits. */
const STARTS = 1 << 15;

/** One scan of the text for all rules, by the first three characters of their anchors. */
export function createScanner<Context>(
  rules: readonly Rule<Context>[],
): (text: string, context: Context) => Span[] {
  // Tables and no map: a line may be full of anchors.
  const groups: Rule<Context>[][] = [[]];
  const groupOf = new Uint16Array(STARTS);
  // Most places that begin like an anchor go on otherwise: the fourth character of each, one bit for its last five.
  const fourths: number[] = [0];
  for (const rule of rules) {
    for (const start of startsOf(rule.anchor)) {
      if (groupOf[start] === 0) {
        groupOf[start] = groups.push([]) - 1;
        fourths.push(0);
      }
      const group = groupOf[start] ?? 0;
      groups[group]?.push(rule);
      fourths[group] = (fourths[group] ?? 0) | (rule.anchor.length < 4 ? -1 : bitAt(rule.anchor, 3));
    }
  }
  const fourthOf = Int32Array.from(fourths);
  return (text, context) => {
    const spans: Span[] = [];
    const afterRepeats = createRepeats(text, spans);
    for (let at = nextStart(text, 0, groupOf); at < text.length; at = nextStart(text, at, groupOf)) {
      const group = groupOf[startAt(text, at)] ?? 0;
      if (((fourthOf[group] ?? 0) & bitAt(text, at + 3)) === 0) {
        at += 1;
        continue;
      }
      const next = afterRepeats(at);
      const found = lookAt(text, next, groups[groupOf[startAt(text, next)] ?? 0] ?? [], context);
      if (found?.secrets) spans.push(...found.secrets);
      at = Math.max(next + 1, found?.next ?? 0);
    }
    return spans;
  };
}

/** Where a text goes on as some anchor begins. Most of the time is spent here. */
function nextStart(text: string, from: number, groupOf: Uint16Array): number {
  // Not beyond the end: reading there costs twice the time everywhere.
  const last = text.length - 2;
  let start = from < last ? startAt(text, from) >> 5 : 0;
  for (let at = from; at < last; at += 1) {
    start = ((start << 5) | (text.charCodeAt(at + 2) & 31)) & (STARTS - 1);
    if (groupOf[start] !== 0) return at;
  }
  return text.length;
}

function bitAt(text: string, at: number): number {
  return 1 << (text.charCodeAt(at) & 31);
}

/** Three characters by their last five bits, in which capitals are as small letters. */
function startAt(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) & 31) << 10) |
    ((text.charCodeAt(at + 1) & 31) << 5) |
    (text.charCodeAt(at + 2) & 31)
  );
}

function startsOf(anchor: string): number[] {
  const start = startAt(anchor, 0);
  return anchor.length > 2 ? [start] : Array.from({ length: 32 }, (_, third) => start | third);
}

function lookAt<Context>(text: string, at: number, candidates: readonly Rule<Context>[], context: Context) {
  for (const { anchor, startsWord, look } of candidates) {
    if (!hasAt(text, at, anchor) || (startsWord && isInWord(text, at))) continue;
    const found = look(text, at, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `startsWith`, without the cost of a call: most anchors differ in their first character, a capital. */
function hasAt(text: string, at: number, anchor: string): boolean {
  for (let index = 0; index < anchor.length; index += 1) {
    if (text.charCodeAt(at + index) !== anchor.charCodeAt(index)) return false;
  }
  return true;
}

/** The `n` of a line break that is written as `\n` is no part of the word after it, nor is the `D` of `%3D`. */
function isInWord(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (!(before < 128 && IS_WORD[before] === 1)) return false;
  return !((text[at - 2] === '\\' && 'nrt'.includes(text[at - 1] ?? '')) || text[at - 3] === '%');
}
