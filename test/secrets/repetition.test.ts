import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';
import { RANDOM } from '../support/files.ts';

/** Long enough that what repeats itself is not looked at again. */
const LONG = 200_000;
const TOKEN = `ghp_${RANDOM.slice(0, 36)}`;

function fill(piece: string): string {
  return piece.repeat(Math.ceil(LONG / piece.length));
}

const kindsIn = (text: string) => new Set(findSecrets(text).map(({ kind }) => kind));
const found = (text: string) => findSecrets(text).map(({ start, end }) => text.slice(start, end));

test.for([
  ['one in each repetition', `password: "${RANDOM}", `],
  ['two in each', `password: "${RANDOM}"; url: https://a:${RANDOM}@host/ `],
  ['one in each of several lines', `a = 1\nTOKEN=${TOKEN}\n`],
] as const)('secrets are found in each repetition: %s', ([, piece]) => {
  const once = found(piece);
  expect(once.length).toBeGreaterThan(0);
  const text = fill(piece);
  expect(found(text)).toEqual(Array.from({ length: text.length / piece.length }, () => once).flat());
});

test('the lines of repeated secrets are counted', () => {
  const lines = findSecrets(fill(`a = 1\nTOKEN=${TOKEN}\n`)).map(({ firstLine }) => firstLine);
  expect(lines).toEqual(lines.map((_, index) => 2 * index + 2));
});

test.for([
  ['before', `PASSWORD=${RANDOM}\n`, ''],
  ['after', '', ` PASSWORD=${RANDOM}\n`],
])('a secret %s a long repetition is found', ([, before, after]) => {
  expect(found(before + fill('password: token: ') + after)).toEqual([RANDOM]);
});

test('a secret that goes on to the end of a long text does so in each repetition', () => {
  const text = fill(`tokenUrl=${'word/'.repeat(30)}${TOKEN}/${'word/'.repeat(70)}`);
  const all = findSecrets(`${text} and\nPASSWORD=${RANDOM}\n`);
  expect(all.map(({ end }) => end)).toEqual([text.length, text.length + 14 + RANDOM.length]);
  expect(all.map(({ lastLine }) => lastLine)).toEqual([1, 2]);
});

test('a secret anywhere in what would repeat itself without it is found', () => {
  const text = fill('password: token: secret=a&');
  assert(
    property(integer({ min: 0, max: text.length }), (at) => {
      const all = found(`${text.slice(0, at)} PASSWORD=${RANDOM} ${text.slice(at)}`);
      expect(all.map((secret) => secret.includes(RANDOM))).toEqual([true]);
    }),
    { numRuns: 10 },
  );
});

test('a long repetition holds secrets of the kinds that a short one does, whatever is repeated', () => {
  const pieces = [
    'password',
    ': ',
    '=',
    '"',
    "'",
    '\n',
    '://',
    '@',
    TOKEN,
    RANDOM,
    '{',
    '<a>',
    '\\',
    '|',
    ',',
    ' ',
  ];
  assert(
    property(array(constantFrom(...pieces), { minLength: 1, maxLength: 12 }), (chosen) => {
      const piece = chosen.join('');
      expect(kindsIn(fill(piece))).toEqual(kindsIn(piece.repeat(40)));
    }),
    { numRuns: 30 },
  );
});
