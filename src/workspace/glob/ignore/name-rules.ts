import type { NamePattern } from '../name-pattern.ts';

export interface Rule {
  /** The highest of those that match wins. No two rules of one list have the same. */
  readonly rank: number;
  readonly onlyFolders: boolean;
}

export interface NameRule<R extends Rule> {
  readonly pattern: NamePattern;
  readonly rule: R;
}

/** The rule of the highest rank that a name matches. */
export type FindRule<R extends Rule> = (name: string, isFolder: boolean) => R | undefined;

/**
 * Many rules for one name. A name is looked up by itself, its first and its last character, so that it is compared
 * with few of them: a `.gitignore` may have hundreds, and a project a hundred thousand names.
 */
export function createNameRules<R extends Rule>(rules: readonly NameRule<R>[]): FindRule<R> {
  const literals = new Map<string, NameRule<R>[]>();
  const byFirst = new Map<number, NameRule<R>[]>();
  const byLast = new Map<number, NameRule<R>[]>();
  const others: NameRule<R>[] = [];
  for (const rule of rules.toSorted((one, other) => other.rule.rank - one.rule.rank)) {
    const { literal, start, end } = rule.pattern;
    if (literal !== undefined) add(literals, literal, rule);
    else if (start) add(byFirst, start.charCodeAt(0), rule);
    else if (end) add(byLast, end.charCodeAt(end.length - 1), rule);
    else others.push(rule);
  }
  return (name, isFolder) => {
    let best: R | undefined;
    const consider = (candidates: readonly NameRule<R>[] | undefined) => {
      if (!candidates) return;
      for (const { pattern, rule } of candidates) {
        if (best && rule.rank < best.rank) return;
        if ((isFolder || !rule.onlyFolders) && pattern.matches(name)) {
          best = rule;
          return;
        }
      }
    };
    consider(literals.get(name));
    consider(byFirst.get(name.charCodeAt(0)));
    consider(byLast.get(name.charCodeAt(name.length - 1)));
    consider(others);
    return best;
  };
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
