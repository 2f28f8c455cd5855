import type { NamePattern } from '../name-pattern.ts';
import { createNameRules, type FindRule, type NameRule, type Rule } from './name-rules.ts';

/** In a pattern: folders at any depth, none included. */
export const ANY_DEPTH = '**';

export type Part = NamePattern | typeof ANY_DEPTH;

/** A pattern for paths, cut at its slashes. The last part is a name. */
export interface PathRule extends Rule {
  readonly parts: readonly Part[];
}

/** Many path rules, as they apply in one folder. */
export interface PathRules<R extends PathRule> {
  /** The rule of the highest rank that an entry of this folder matches. */
  readonly find: FindRule<R>;
  /** The rules as they apply in a folder below. */
  readonly enter: (name: string) => PathRules<R>;
  /** Whether nothing in this folder or below it can match. */
  readonly isEmpty: boolean;
}

/** How far along its pattern a rule is. */
interface Place<R extends PathRule> {
  readonly rule: R;
  readonly at: number;
}

/**
 * Compiles path rules for a walk from the top down: what is known of a folder is worked out once, when it is
 * entered, and an entry costs only the match of its name.
 *
 * The places of all rules are followed at the same time, so that many `**` in one pattern cost no more than their
 * number. Folders in which the same rules are equally far share their tables.
 */
export function createPathRules<R extends PathRule>(rules: readonly R[]): PathRules<R> {
  const anywhere = rules.filter(isAnywhere);
  const findAnywhere = createNameRules(anywhere.map((rule) => toNameRule(rule)));
  const mostParts = Math.max(1, ...rules.map(({ parts }) => parts.length));
  const keyOf = ({ rule, at }: Place<R>) => rule.rank * mostParts + at;
  const known = new Map<string, PathRules<R>>();

  const inFolder = (places: readonly Place<R>[]): PathRules<R> => {
    const key = places.map(keyOf).join(' ');
    const made = known.get(key) ?? create(places);
    known.set(key, made);
    return made;
  };
  /** Where the rules are once a folder is entered; in order, or two keys would be made of one set. */
  const advance = (places: readonly Place<R>[], name: string) => {
    const reached = new Map<number, Place<R>>();
    for (const place of places) {
      const { rule, at } = place;
      const part = rule.parts[at];
      if (part === ANY_DEPTH) for (const open of withoutDepth(place)) reached.set(keyOf(open), open);
      else if (at < rule.parts.length - 1 && part?.matches(name)) {
        for (const next of withoutDepth({ rule, at: at + 1 })) reached.set(keyOf(next), next);
      }
    }
    return [...reached.values()].toSorted((one, other) => keyOf(one) - keyOf(other));
  };
  const create = (places: readonly Place<R>[]): PathRules<R> => {
    const here = places.filter(({ rule, at }) => at === rule.parts.length - 1);
    const findHere = createNameRules(here.map(({ rule }) => toNameRule(rule)));
    return {
      find: here.length === 0 ? findAnywhere : higher(findAnywhere, findHere),
      enter: (name) => inFolder(advance(places, name)),
      isEmpty: anywhere.length === 0 && places.length === 0,
    };
  };
  return inFolder(rules.filter((rule) => !isAnywhere(rule)).flatMap((rule) => withoutDepth({ rule, at: 0 })));
}

function isAnywhere({ parts }: PathRule): boolean {
  return parts.length === 2 && parts[0] === ANY_DEPTH;
}

function toNameRule<R extends PathRule>(rule: R): NameRule<R> {
  return { pattern: rule.parts.at(-1) as NamePattern, rule };
}

function higher<R extends Rule>(one: FindRule<R>, other: FindRule<R>): FindRule<R> {
  return (name, isFolder) => {
    const [first, second] = [one(name, isFolder), other(name, isFolder)];
    if (!first || !second) return first ?? second;
    return first.rank > second.rank ? first : second;
  };
}

/** The place itself and, since `**` may be no folder at all, the one behind it. No two `**` follow each other. */
function withoutDepth<R extends PathRule>(place: Place<R>): Place<R>[] {
  const { rule, at } = place;
  return rule.parts[at] === ANY_DEPTH ? [place, { rule, at: at + 1 }] : [place];
}
