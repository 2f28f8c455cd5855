/** More is a mistake, or an attempt to fill the memory. */
const MAX_PATTERNS = 1000;
const MAX_CHARACTERS = 100_000;

/**
 * The patterns that `{a,b}` expands to; braces may be nested. Those without a comma, or without a partner, stand
 * for themselves.
 *
 * @returns Undefined where there are too many.
 */
export function expandBraces(pattern: string): string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  let characters = pattern.length;
  while (open.length > 0) {
    if (done.length + open.length > MAX_PATTERNS || characters > MAX_CHARACTERS) return undefined;
    const next = open.pop() ?? '';
    const group = findGroup(next);
    if (!group) done.push(next);
    else {
      const [before, after] = [next.slice(0, group.start), next.slice(group.end + 1)];
      const expanded = group.choices.map((choice) => before + choice + after);
      open.push(...expanded.toReversed());
      characters += expanded.join('').length - next.length;
    }
  }
  return done;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly choices: readonly string[];
}

/** The first brace with a comma of its own. One pass: whoever opens many and closes none must not cost a square. */
function findGroup(pattern: string): Group | undefined {
  const open: { start: number; from: number; choices: string[] }[] = [];
  let first: Group | undefined;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    const inner = open.at(-1);
    if (character === '\\') at += 1;
    else if (character === '{') open.push({ start: at, from: at + 1, choices: [] });
    else if (inner && (character === ',' || character === '}')) {
      inner.choices.push(pattern.slice(inner.from, at));
      inner.from = at + 1;
      if (character === ',') continue;
      open.pop();
      const { start, choices } = inner;
      if (choices.length > 1 && !(first && first.start < start)) first = { start, end: at, choices };
    }
  }
  return first;
}
