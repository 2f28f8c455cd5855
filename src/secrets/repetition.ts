import type { Span } from './span.ts';

/** Whatever decides about a place is nearer to it than this, in UTF-16 units. */
const REACH = 20_480;
/** Longer stretches are looked at each time they come. */
const MAX_PERIOD = 16_384;
/** Shorter texts take no time worth saving. */
const MIN_TEXT = 4 * REACH;
/** Two places that agree this far are compared no more until their stretch ends. */
const LONG = 256;

interface Repetition {
  readonly period: number;
  /** All that can be found from here to the end was found one period earlier too. */
  readonly from: number;
  readonly to: number;
}

/**
 * Notices where a text repeats itself, so that a line of megabytes costs no more than what is new in it. Asked for each
 * place that is about to be looked at, in order.
 *
 * @returns How far to go on, past what is found there again; what that is goes to the end of `spans`.
 */
export function createRepeats(text: string, spans: Span[]): (at: number) => number {
  if (text.length < MIN_TEXT) return (at) => at;
  let reference = 0;
  let compared = 0;
  let repetition: Repetition | undefined;
  let mark = { at: -1, spans: 0 };

  function notice(at: number): void {
    if (at < compared) return;
    if (at - reference > MAX_PERIOD || at <= reference) {
      reference = at;
      return;
    }
    const end = endOfSame(text, reference, at);
    if (end - at > LONG) compared = end;
    if (end - at < 2 * REACH + MAX_PERIOD) return;
    repetition = { period: at - reference, from: at + REACH, to: end - REACH };
    mark = { at: -1, spans: 0 };
  }

  /** Two places that are whole periods apart are looked at in the same way, and so is all after them. */
  function repeat(at: number, { period, from, to }: Repetition): number {
    if (at < from) return at;
    const cycle = at - mark.at;
    const isSame = mark.at >= 0 && cycle % period === 0;
    if (at < to && !isSame) {
      if (mark.at < 0 || cycle > MAX_PERIOD) mark = { at, spans: spans.length };
      return at;
    }
    const times = isSame ? Math.max(0, Math.floor((to - at) / cycle)) : 0;
    copy(spans, mark.spans, cycle, times, to + REACH);
    repetition = undefined;
    reference = at + times * cycle;
    compared = reference + REACH;
    return reference;
  }

  return (at) => {
    if (repetition) return repeat(at, repetition);
    notice(at);
    return at;
  };
}

/** What was found in one cycle is in those after it too. */
function copy(spans: Span[], first: number, cycle: number, times: number, last: number): void {
  const found = spans.slice(first);
  for (let time = 1; time <= times; time += 1) {
    const distance = time * cycle;
    for (const { kind, start, end } of found) {
      // Some go on to the end of a text without blanks, wherever they begin.
      spans.push({ kind, start: start + distance, end: end < last ? end + distance : end });
    }
  }
}

/** Where the text at the later place no longer is the same as at the earlier one. */
function endOfSame(text: string, earlier: number, later: number): number {
  const distance = later - earlier;
  let end = later;
  while (end < text.length && text.charCodeAt(end) === text.charCodeAt(end - distance)) end += 1;
  return end;
}
