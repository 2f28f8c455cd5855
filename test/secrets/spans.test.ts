import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { findSecrets } from '../../src/secrets/content.ts';
import { findTokens } from '../../src/secrets/tokens.ts';
import { RANDOM } from '../support/files.ts';

const TOKEN = `ghp_${RANDOM.slice(0, 36)}`;
const cut = (text: string) => findSecrets(text).map(({ start, end }) => text.slice(start, end));

test.for([
  ['a value and nothing around it', `API_KEY="${RANDOM}" # keep`, [RANDOM]],
  ['a token in a line of output', `error: ${TOKEN}, exit 1`, [TOKEN]],
  ['a token under a name, once', `GITHUB_TOKEN=${TOKEN}\n`, [TOKEN]],
  ['a password in a URL', `at postgres://app:${RANDOM}@db/app (1)`, [RANDOM]],
  ['the whole of a long value', `API_KEY=${RANDOM.repeat(20)}\nA=1`, [RANDOM.repeat(20)]],
  ['the whole of a long quoted value', `{"apiKey":"${RANDOM.repeat(20)}","a":1}`, [RANDOM.repeat(20)]],
  ['two in one line', `password="${RANDOM}" token="${TOKEN}"`, [RANDOM, TOKEN]],
] as const)('a span holds %s', ([, text, secrets]) => {
  expect(cut(text)).toEqual(secrets);
});

test('a token is named by its format, also under a telling name', () => {
  expect(findSecrets(`GITHUB_TOKEN=${TOKEN}`)[0]?.kind).toBe('a GitHub token');
});

test('published formats are found in what somebody types, and values of no format are not', () => {
  expect(findTokens(`my token is ${TOKEN}, my password is ${RANDOM}`).map(({ kind }) => kind)).toEqual([
    'a GitHub token',
  ]);
});

const PIECES = [
  'password',
  ' = ',
  '"',
  "'",
  '\n',
  '://',
  '@',
  ':',
  TOKEN,
  RANDOM,
  '{',
  '<a>',
  '\\',
  '|',
  ',',
  'é',
  '😀',
];

test('spans are in order and apart, with the lines they are in, whatever the text', () => {
  assert(
    property(array(constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const lineOf = (at: number) => text.slice(0, at).split('\n').length;
      let last = 0;
      for (const { start, end, firstLine, lastLine } of findSecrets(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect([firstLine, lastLine]).toEqual([lineOf(start), lineOf(end)]);
        last = end;
      }
    }),
  );
});

test('a token is found wherever it is', () => {
  assert(
    property(array(constantFrom(...PIECES), { maxLength: 20 }), (pieces) => {
      const text = `${pieces.join('')}\n${TOKEN}\n`;
      const isCovered = findSecrets(text).some(
        ({ start, end }) => start <= text.lastIndexOf(TOKEN) && end >= text.length - 1,
      );
      expect(isCovered).toBe(true);
    }),
  );
});
