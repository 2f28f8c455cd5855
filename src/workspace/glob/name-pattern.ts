/** What one character of a name has to be. */
type CharacterTest = (character: string) => boolean;

const STAR = Symbol('any number of characters');

/** A part of a path pattern between two slashes. */
export type NamePattern = readonly (CharacterTest | typeof STAR)[];

/**
 * Reads `*`, `?`, `[a-z]`, `[!a-z]`, `[[:digit:]]` and `\` before a letter that stands for itself.
 *
 * @returns Undefined where a bracket is not closed or a backslash ends the pattern.
 */
export function parseName(text: string, ignoreCase: boolean): NamePattern | undefined {
  const pattern: (CharacterTest | typeof STAR)[] = [];
  const fold = (character: string) => (ignoreCase ? character.toLowerCase() : character);
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') pattern.push(STAR);
    else if (character === '?') pattern.push(() => true);
    else if (character === '[') {
      const group = parseGroup(characters, at + 1, fold);
      if (!group) return undefined;
      pattern.push(group.test);
      at = group.end;
    } else {
      if (character === '\\') at += 1;
      const wanted = characters[at];
      if (wanted === undefined) return undefined;
      pattern.push((given) => fold(given) === fold(wanted));
    }
  }
  return pattern;
}

/**
 * Whether a whole name fits. Only the last `*` is ever tried again, so that the time is at most the product of the
 * two lengths: made into a regular expression, `*a*a*a*a*b` takes minutes on a name that a repository brings along.
 */
export function matchesName(pattern: NamePattern, name: string): boolean {
  const characters = Array.from(name);
  let [at, place] = [0, 0];
  let [afterStar, retryFrom] = [-1, 0];
  while (place < characters.length) {
    const test = pattern[at];
    if (test === STAR) {
      at += 1;
      [afterStar, retryFrom] = [at, place];
    } else if (test?.(characters[place] ?? '')) [at, place] = [at + 1, place + 1];
    else if (afterStar >= 0) {
      retryFrom += 1;
      [at, place] = [afterStar, retryFrom];
    } else return false;
  }
  return pattern.slice(at).every((test) => test === STAR);
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
};

/** Reads what follows a `[`. */
function parseGroup(
  characters: readonly string[],
  start: number,
  fold: (character: string) => string,
): { test: CharacterTest; end: number } | undefined {
  const isNegated = ['!', '^'].includes(characters[start] ?? '');
  const first = isNegated ? start + 1 : start;
  const tests: CharacterTest[] = [];
  for (let at = first; at < characters.length; at += 1) {
    // A bracket that comes first stands for itself.
    if (characters[at] === ']' && at > first) {
      const fits = (character: string) => tests.some((test) => test(character));
      return { test: (character) => fits(character) !== isNegated, end: at };
    }
    const named = /^\[:([a-z]+):\]/.exec(characters.slice(at, at + 12).join(''));
    if (named) {
      const kind = CLASSES[named[1] ?? ''];
      if (!kind) return undefined;
      tests.push((character) => kind.test(character));
      at += named[0].length - 1;
      continue;
    }
    if (characters[at] === '\\') at += 1;
    const from = characters[at] ?? '';
    const isRange = characters[at + 1] === '-' && ![']', undefined].includes(characters[at + 2]);
    if (isRange) at += characters[at + 2] === '\\' ? 3 : 2;
    const to = characters[at] ?? '';
    tests.push((character) => isBetween(fold(from), fold(character), fold(to)));
  }
  return undefined;
}

function isBetween(from: string, character: string, to: string): boolean {
  return from <= character && character <= to;
}
