/** Whether a character is what a pattern asks for. */
export type CharacterTest = (character: string) => boolean;

const CLASSES: Readonly<Record<string, CharacterTest>> = {
  alnum: (character) => /[a-z0-9]/i.test(character),
  alpha: (character) => /[a-z]/i.test(character),
  blank: (character) => character === ' ' || character === '\t',
  cntrl: (character) => character < ' ' || character === '\u007f',
  digit: (character) => /[0-9]/.test(character),
  graph: (character) => /[!-~]/.test(character),
  lower: (character) => /[a-z]/.test(character),
  print: (character) => /[ -~]/.test(character),
  punct: (character) => /[!-/:-@[-`{-~]/.test(character),
  space: (character) => /[ \t\n\r]/.test(character),
  upper: (character) => /[A-Z]/.test(character),
  xdigit: (character) => /[0-9a-f]/i.test(character),
};

/**
 * Reads what follows a `[`, as git does.
 *
 * @param start - The place after the bracket.
 * @param ignoreCase - The pattern and the characters that are tested are then in lower case.
 * @returns Undefined where the bracket is not closed, or a class is not known.
 */
export function parseGroup(
  characters: readonly string[],
  start: number,
  ignoreCase: boolean,
): { test: CharacterTest; end: number } | undefined {
  const isNegated = ['!', '^'].includes(characters[start] ?? '');
  const first = isNegated ? start + 1 : start;
  const tests: CharacterTest[] = [];
  for (let at = first; at < characters.length; at += 1) {
    // A bracket that comes first is a character like any other.
    if (characters[at] === ']' && at > first) {
      const fits: CharacterTest = (character) => tests.some((test) => test(character));
      return { test: (character) => fits(character) !== isNegated, end: at };
    }
    const name = classAt(characters, at);
    if (name !== undefined) {
      const test = CLASSES[ignoreCase && name === 'upper' ? 'lower' : name];
      if (!test) return undefined;
      tests.push(test);
      at += name.length + 3;
      continue;
    }
    if (characters[at] === '\\') at += 1;
    const from = characters[at] ?? '';
    const isRange = characters[at + 1] === '-' && ![']', undefined].includes(characters[at + 2]);
    if (isRange) at += characters[at + 2] === '\\' ? 3 : 2;
    const to = characters[at] ?? '';
    tests.push((character) => from <= character && character <= to);
  }
  return undefined;
}

/** The name in `[:digit:]`. */
function classAt(characters: readonly string[], at: number): string | undefined {
  if (characters[at] !== '[' || characters[at + 1] !== ':') return undefined;
  const end = characters.indexOf(']', at + 2);
  if (end < 0 || end < at + 3 || characters[end - 1] !== ':') return undefined;
  return characters.slice(at + 2, end - 1).join('');
}
