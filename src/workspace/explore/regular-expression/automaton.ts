import { DelegateError } from '../../../errors.ts';
import { isIn, LINE_FEED, toAlphabet } from './alphabet.ts';
import type { Assertion } from './node.ts';
import type { Step } from './program.ts';

/** Finds the first place of a text where a match within one line ends. */
export interface Automaton {
  /** @returns -1 where no line from `from` on matches. */
  findEnd(text: string, from: number): number;
}

/** What is beside a place in a line. */
type Side = 'edge' | 'word' | 'other';

interface State {
  /** Steps that are reached, before those that take no character are followed. */
  readonly steps: readonly number[];
  readonly before: Side;
}

/** Then it starts anew, so that no text fills the memory. */
const MAX_STATES = 2000;
/**
 * Steps that are looked at to make states, over everything that one automaton searches: a second or two. A pattern such
 * as `a[ab]{400}c` can need a new state for each character, and nothing else runs meanwhile.
 */
const MAX_WORK = 4_000_000;
const UNKNOWN = -2;
const MATCHED = -1;

/**
 * An automaton whose states are made when a text first needs them. Each character costs one look into a table, or at
 * most one look at each step: linear, whatever the pattern.
 *
 * `findEnd` throws {DelegateError} `input` where the states that a text needs take too much work.
 */
export function toAutomaton(program: readonly Step[]): Automaton {
  const { letterOf, size, samples } = toAlphabet(program);
  /** The end of the text is a letter of its own. */
  const width = size + 1;
  const lineFeed = letterOf[LINE_FEED] ?? 0;
  let states: State[] = [];
  let known = new Map<string, number>();
  let table: Int32Array = new Int32Array(0);

  const stateOf = (state: State): number => {
    // A program has fewer steps than there are characters.
    const key = state.before + String.fromCharCode(...state.steps);
    const found = known.get(key);
    if (found !== undefined) return found;
    const number = states.push(state) - 1;
    known.set(key, number);
    if ((number + 1) * width > table.length) {
      const larger = new Int32Array(Math.max(64, states.length * 2) * width).fill(UNKNOWN);
      larger.set(table);
      table = larger;
    }
    return number;
  };
  const restart = () => {
    states = [];
    known = new Map();
    table = new Int32Array(0);
    return stateOf({ steps: [0], before: 'edge' });
  };
  let work = 0;
  /** @returns Where `letter` leads; the states may have been dropped for it. */
  const follow = (number: number, letter: number): number => {
    const state = states[number] as State;
    const note = (target: number) => (table[number * width + letter] = target);
    const isEnd = letter === size || letter === lineFeed;
    const unit = samples[letter] ?? 0;
    const after = isEnd ? 'edge' : sideOf(unit);
    const reached = closure(program, state.steps, { before: state.before, after });
    work += reached.length;
    if (work > MAX_WORK) throw tooCostly();
    if (reached.some((at) => program[at]?.kind === 'match')) return note(MATCHED);
    if (isEnd) return note(0);
    // A match may begin at every place.
    const steps = [0];
    for (const at of reached) {
      const step = program[at];
      if (step?.kind === 'set' && isIn(unit, step.ranges)) steps.push(at + 1);
    }
    if (states.length >= MAX_STATES) {
      restart();
      return stateOf({ steps, before: after });
    }
    return note(stateOf({ steps, before: after }));
  };

  restart();
  return {
    findEnd(text, from) {
      // In variables of its own, which the loop reads faster.
      let transitions = table;
      let state = 0;
      for (let at = from; at <= text.length; at += 1) {
        const letter = at === text.length ? size : (letterOf[text.charCodeAt(at)] as number);
        let next = transitions[state * width + letter] as number;
        if (next < 0) {
          if (next === UNKNOWN) next = follow(state, letter);
          transitions = table;
          if (next === MATCHED) return at;
        }
        state = next;
      }
      return -1;
    },
  };
}

function sideOf(unit: number): Side {
  return /\w/.test(String.fromCharCode(unit)) ? 'word' : 'other';
}

function tooCostly(): DelegateError {
  return new DelegateError(
    'input',
    'the pattern takes too long to search for; use a simpler one, with fewer or smaller repetitions, or search for a word',
    'Use a simpler pattern.',
  );
}

/** All steps that are reached without taking a character, in order. */
function closure(
  program: readonly Step[],
  from: readonly number[],
  sides: { before: Side; after: Side },
): number[] {
  const isReached = new Uint8Array(program.length);
  const waiting = [...from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isReached[at]) continue;
    isReached[at] = 1;
    const step = program[at];
    if (step?.kind === 'fork') waiting.push(...step.to);
    else if (step?.kind === 'assertion' && holds(step.of, sides)) waiting.push(at + 1);
  }
  const reached: number[] = [];
  for (let at = isReached.indexOf(1); at >= 0; at = isReached.indexOf(1, at + 1)) reached.push(at);
  return reached;
}

function holds(assertion: Assertion, { before, after }: { before: Side; after: Side }): boolean {
  if (assertion === 'start') return before === 'edge';
  if (assertion === 'end') return after === 'edge';
  const isBoundary = (before === 'word') !== (after === 'word');
  return assertion === 'word boundary' ? isBoundary : !isBoundary;
}
