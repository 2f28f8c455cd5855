/** More is a mistake, or an attempt to fill the memory. */
const MAX_PATTERNS = 1000;

/**
 * The patterns that `{a,b}` stands for; braces may be nested. Those without a comma, or without a partner, stand
 * for themselves.
 *
 * @returns Undefined where there are too many.
 */
export function expandBraces(pattern: string): string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0) {
    if (done.length + open.length > MAX_PATTERNS) return undefined;
    const next = open.pop() ?? '';
    const group = findGroup(next);
    if (!group) done.push(next);
    else {
      const [before, after] = [next.slice(0, group.start), next.slice(group.end + 1)];
      for (const choice of group.choices.toReversed()) open.push(before + choice + after);
    }
  }
  return done;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly choices: readonly string[];
}

/** The first brace with a comma of its own. */
function findGroup(pattern: string): Group | undefined {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    const group = pattern[start - 1] === '\\' ? undefined : readGroup(pattern, start);
    if (group && group.choices.length > 1) return group;
  }
  return undefined;
}

function readGroup(pattern: string, start: number): Group | undefined {
  const choices: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '\\') at += 1;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      choices.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth === 0) return { start, end: at, choices };
  }
  return undefined;
}
