import type * as z from 'zod';
import { shorten } from '../../text/cut.ts';

const SHOWN_CHARACTERS = 60;

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

/** Says what an argument must be, and what it is: `temperature must be at most 2, got 3`. */
export function describeIssue(issue: z.core.$ZodIssue, given: unknown): string {
  const { path, rule } = findRule(issue);
  const value = path.reduce<unknown>(
    (container, key) => (container as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  const name = path.join('.') || 'the arguments';
  if (value === undefined) return `${name} is missing: it ${rule}`;
  return `${name} ${rule}, got ${shorten(JSON.stringify(value), SHOWN_CHARACTERS)}`;
}

interface Rule {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
}

function findRule(issue: z.core.$ZodIssue): Rule {
  const { path } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return { path, rule: `must be ${kindOf(issue.expected)}` };
    case 'invalid_value':
      return { path, rule: `must be ${oneOf(issue.values.map((value) => JSON.stringify(value)))}` };
    case 'too_small':
      return { path, rule: limit(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum) };
    case 'too_big':
      return { path, rule: limit(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum) };
    case 'invalid_format':
      return { path, rule: `must match ${issue.pattern ?? issue.format}` };
    case 'invalid_union':
      return findUnionRule(issue);
    default:
      return { path, rule: `does not fit (${issue.message})` };
  }
}

/** Where one form fits but for something inside it, what is wrong there; else all the forms. */
function findUnionRule({ path, errors, ...issue }: z.core.$ZodIssueInvalidUnion): Rule {
  const rules = errors.flatMap((form) => form.slice(0, 1).map(findRule));
  const [deepest] = rules.toSorted((one, other) => other.path.length - one.path.length);
  if (!deepest) return { path, rule: `does not fit (${issue.message})` };
  if (deepest.path.length > 0) return { path: [...path, ...deepest.path], rule: deepest.rule };
  return { path, rule: `must be ${oneOf(rules.map(({ rule }) => rule.replace(/^must be /, '')))}` };
}

function limit(origin: string, comparison: string, bound: number | bigint): string {
  if (origin === 'number' || origin === 'int') return `must be ${comparison} ${bound}`;
  return `must have ${comparison} ${bound} ${origin === 'string' ? 'characters' : 'items'}`;
}

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? (choices[0] ?? '') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
