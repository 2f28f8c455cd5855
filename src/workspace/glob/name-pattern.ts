import { parseGroup, type CharacterTest } from './character-group.ts';

const STAR = Symbol('any number of characters');

type Token = string | CharacterTest | typeof STAR;

/** A part of a path pattern between two slashes. */
export interface NamePattern {
  /** The only name that matches, where there is but one. */
  readonly literal: string | undefined;
  /** What every name that matches starts with; may be empty. */
  readonly start: string;
  /** What every name that matches ends with; may be empty. */
  readonly end: string;
  readonly matches: (name: string) => boolean;
}

/** The pattern that one name alone matches, whatever letters it has. */
export function literalName(name: string): NamePattern {
  return { literal: name, start: name, end: name, matches: (given) => given === name };
}

/**
 * Reads `*`, `?`, `[a-z]`, `[!a-z]`, `[[:digit:]]` and `\` before a character that means itself.
 *
 * @param ignoreCase - Names are then matched in lower case.
 * @returns Undefined where a bracket is not closed or a backslash ends the pattern.
 */
export function parseName(text: string, ignoreCase = false): NamePattern | undefined {
  const tokens = tokenize(ignoreCase ? text.toLowerCase() : text, ignoreCase);
  if (!tokens) return undefined;
  const special = tokens.findIndex((token) => typeof token !== 'string');
  if (special === -1) return literalName(tokens.join(''));
  const last = tokens.findLastIndex((token) => typeof token !== 'string');
  const start = tokens.slice(0, special).join('');
  const end = tokens.slice(last + 1).join('');
  const fitsEnds = (name: string) =>
    name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
  const inner = tokens.slice(special, last + 1);
  const isOneStar = inner.every((token) => token === STAR);
  return {
    literal: undefined,
    start,
    end,
    matches: isOneStar
      ? fitsEnds
      : (name) => fitsEnds(name) && matchesTokens(inner, name.slice(start.length, name.length - end.length)),
  };
}

function tokenize(text: string, ignoreCase: boolean): Token[] | undefined {
  const tokens: Token[] = [];
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') tokens.push(STAR);
    else if (character === '?') tokens.push(() => true);
    else if (character === '[') {
      const group = parseGroup(characters, at + 1, ignoreCase);
      if (!group) return undefined;
      tokens.push(group.test);
      at = group.end;
    } else {
      if (character === '\\') at += 1;
      const wanted = characters[at];
      if (wanted === undefined) return undefined;
      tokens.push(wanted);
    }
  }
  return tokens;
}

/**
 * Only the last `*` is ever tried again, so that the time is at most the product of the two lengths: as a regular
 * expression, `*a*a*a*a*b` takes minutes on a name that a repository brings along.
 */
function matchesTokens(tokens: readonly Token[], text: string): boolean {
  const characters = Array.from(text);
  let [at, place] = [0, 0];
  let [afterStar, retryFrom] = [-1, 0];
  while (place < characters.length) {
    const token = tokens[at];
    if (token === STAR) {
      at += 1;
      [afterStar, retryFrom] = [at, place];
    } else if (token !== undefined && fits(token, characters[place] ?? '')) {
      [at, place] = [at + 1, place + 1];
    } else if (afterStar >= 0) {
      retryFrom += 1;
      [at, place] = [afterStar, retryFrom];
    } else return false;
  }
  return tokens.slice(at).every((token) => token === STAR);
}

function fits(token: string | CharacterTest, character: string): boolean {
  return typeof token === 'string' ? token === character : token(character);
}
