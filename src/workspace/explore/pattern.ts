import { toAutomaton, type Automaton } from './regular-expression/automaton.ts';
import { Unsupported } from './regular-expression/node.ts';
import { parse } from './regular-expression/parse.ts';
import { requiredText } from './regular-expression/required-text.ts';
import { toProgram } from './regular-expression/program.ts';

/** Tells lines that match from others, in time that is linear in their length, whatever the pattern. */
export interface Pattern {
  /** What every match holds, in UTF-8: a file without it need not be decoded. Empty where nothing is known. */
  readonly required: Buffer;
  /** Whether any line of a text matches: cheap, and false for most files. */
  readonly mayMatch: (text: string) => boolean;
  /** A place in the first match of a line; undefined where there is none. */
  readonly find: (line: string) => number | undefined;
  readonly kind: 'regular expression' | 'text';
}

/** Longer ones are no pattern that anybody wrote. */
const MAX_CHARACTERS = 1000;

/**
 * Compiles a regular expression; one that does not compile is taken as text.
 *
 * With an engine of its own, since the runtime's takes exponential time for some patterns. re2js, which does not
 * either, would be 45 kB of the package, a tenth of all that it may have.
 */
export function compilePattern(given: string, { ignoreCase }: { ignoreCase: boolean }): Pattern {
  const isPlain = !ignoreCase && !/[\\^$.*+?()[\]{}|]/.test(given);
  if (isPlain) {
    const find = (line: string) => positive(line.indexOf(given));
    const required = Buffer.from(given);
    return { kind: 'regular expression', required, mayMatch: (text) => text.includes(given), find };
  }
  try {
    return toPattern(compile(given, ignoreCase), 'regular expression');
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return toPattern(compile(escape(given.slice(0, MAX_CHARACTERS)), ignoreCase), 'text');
  }
}

function compile(source: string, ignoreCase: boolean): Compiled {
  if (source.length > 2 * MAX_CHARACTERS) throw new Unsupported('too long');
  const node = parse(source, { ignoreCase });
  return { automaton: toAutomaton(toProgram(node)), required: requiredText(node) };
}

interface Compiled {
  readonly automaton: Automaton;
  /** What every match holds. */
  readonly required: string;
}

function toPattern({ automaton, required }: Compiled, kind: Pattern['kind']): Pattern {
  return {
    kind,
    required: Buffer.from(required),
    mayMatch: (text) => text.includes(required) && automaton.findEnd(text, 0) >= 0,
    find: (line) => positive(automaton.findEnd(line, 0)),
  };
}

function positive(place: number): number | undefined {
  return place < 0 ? undefined : place;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
