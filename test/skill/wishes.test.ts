import { describe, expect, test } from 'vitest';
import { expectedTextTokens } from '../../src/chat/expected-tokens.ts';
import { documents, read, ROOT } from '../support/documents.ts';

/** What a reader of the description alone would do: load the skill, or not. */
interface Readings {
  readonly literal: boolean;
  readonly generous: boolean;
}

interface Wish {
  readonly wish: string;
  /** Whether the skill should load. */
  readonly expected: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly before?: Readings;
  readonly after: Readings;
}

const { wishes, heldOut } = JSON.parse(read(new URL('test/skill/wishes.json', ROOT))) as {
  wishes: Wish[];
  heldOut: Wish[];
};
const page = read(new URL('docs/skill.md', ROOT));

test('half of the 40 wishes should load the skill, and none is there twice', () => {
  expect(wishes.filter(({ expected }) => expected)).toHaveLength(20);
  expect(wishes.filter(({ expected }) => !expected)).toHaveLength(20);
  expect(new Set([...wishes, ...heldOut].map(({ wish }) => wish)).size).toBe(50);
  expect(page).toContain(`${wishes.filter(isNearMiss).length} of these being near misses`);
});

function isNearMiss({ reason }: Wish): boolean {
  return reason.startsWith('near miss');
}

describe('the rubric', () => {
  const rules = new Map(
    [...page.matchAll(/^\| `([a-z-]+)` \| (yes|no) \|/gm)].map(([, rule = '', load]) => [
      rule,
      load === 'yes',
    ]),
  );

  test('decides every wish as expected', () => {
    for (const { wish, rule, expected } of [...wishes, ...heldOut])
      expect([wish, rules.get(rule)]).toEqual([wish, expected]);
  });

  test('has no rule without a wish', () => {
    expect([...rules.keys()].toSorted()).toEqual([...new Set(wishes.map(({ rule }) => rule))].toSorted());
  });
});

test.for([
  ['description before', wishes, (wish: Wish) => wish.before],
  ['description now', wishes, (wish: Wish) => wish.after],
  ['10 further wishes, description now', heldOut, (wish: Wish) => wish.after],
] as const)('the page sums up the readings: %s', ([label, among, readingOf]) => {
  const right = (reader: keyof Readings) =>
    among.filter((wish) => readingOf(wish)?.[reader] === wish.expected).length;
  const disagreements = among.filter((wish) => readingOf(wish)?.literal !== readingOf(wish)?.generous);

  expect(page).toContain(
    `| ${label} | ${right('literal')} of ${among.length} | ${right('generous')} of ${among.length} | ${disagreements.length} |`,
  );
});

test('the page states what the body costs, within what the estimate of tokens allows', () => {
  const [, stated = ''] = /^\| body, .*\| ([\d,]+) \|$/m.exec(page) ?? [];
  const text = documents.find(({ name }) => name === 'SKILL.md')?.text ?? '';
  const estimate = expectedTextTokens(text.replace(/^---\n.*?\n---\n/s, ''));

  expect(Number(stated.replace(',', '')) / estimate).toBeGreaterThan(0.9);
  expect(Number(stated.replace(',', '')) / estimate).toBeLessThan(1.1);
});
