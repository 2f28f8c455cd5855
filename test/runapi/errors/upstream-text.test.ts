import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { upstreamText } from '../../../src/runapi/errors/upstream-text.ts';
import { anyCharacter } from '../../support/any-character.ts';

test.for([
  [
    'Authentication Fails, Your api key: ****alid is invalid',
    'Authentication Fails, Your api key: [redacted] is invalid',
  ],
  ['key sk-********wxyz', 'key sk-[redacted]'],
  ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
  ['bearer abc', '[redacted]'],
  ['sk-proj-abcdef123456 is bad', '[redacted] is bad'],
  ['rk_live_abcdef', '[redacted]'],
  ['AIzaSyA1234567890abcdefghijklmnopqrstu', '[redacted]'],
  ['token=dGhpcyBpcyBhIHNlY3JldCBrZXkx==', 'token=[redacted]'],
] as const)('%j is shown as %j', ([text, shown]) => {
  expect(upstreamText(text, [])).toBe(shown);
});

test.for([
  'The supported API model names are deepseek-v4-pro, deepseek-v4-flash, and deepseek-v4-flash-vision-exp.',
  'Failed to deserialize: reasoning_effort: unknown variant `bogus`, expected one of `none`, `max` at line 1 column 130',
  'The `reasoning_content` in the thinking mode must be passed back to the API. (request_id: 3912e277-1290-44ff-aa2b)',
  'Insufficient Balance',
  'Desk-top task-force 12*3 = 36',
])('%s is shown as it is', (text) => {
  expect(upstreamText(text, [])).toBe(text);
});

test.for(['a.b*c+d?e', '$&$1$`', '[k](e)y{2}', '\\d+|.*', '^key$', 'k'])(
  'the key itself is redacted, whatever characters it has: %s',
  (key) => {
    const shown = upstreamText(`before ${key} and ${key} after`, [key]);

    expect(shown.replaceAll('[redacted]', '')).not.toContain(key);
    expect(shown).toContain('before');
  },
);

test('text that is like a pattern, but is not the key, stays', () => {
  expect(upstreamText('aXb', ['a.b'])).toBe('aXb');
});

test.for([
  ['line feeds', 'a\nb\r\nc', 'a b c'],
  ['tabs and blanks', ' a \t  b ', 'a b'],
  ['an escape sequence', 'a\u001b[2Kb', 'a [2Kb'],
  ['null bytes', 'a\0b', 'a b'],
  ['C1 controls', 'a\u009bb', 'a b'],
  ['a change of writing direction', 'a\u202eb', 'a b'],
  ['zero-width characters', 'a\u200bb', 'a b'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
] as const)('%s become one blank', ([, text, shown]) => {
  expect(upstreamText(text, [])).toBe(shown);
});

test('200 characters are shown whole, 201 are cut and marked', () => {
  expect(upstreamText('é '.repeat(100), [])).toBe('é '.repeat(100).trim());
  expect(upstreamText('ab '.repeat(66) + 'ab', [])).toHaveLength(200);
  const cut = upstreamText(`${'ab '.repeat(66)}abc`, []);
  expect(cut).toHaveLength(200);
  expect(cut).toMatch(/…$/);
  expect(upstreamText('ab '.repeat(67), [], 60)).toHaveLength(60);
});

test('a cut does not halve a character', () => {
  expect(upstreamText('🌍 '.repeat(200), [])).toMatch(/^(?:🌍 )+🌍?…$/u);
});

test('ten megabytes are cleaned in no time', () => {
  const begin = performance.now();
  for (const text of ['x', '* ', 'Bearer ', 'a1', '\n', 'sk-']) {
    expect(upstreamText(text.repeat(10_000_000 / text.length), ['key']).length).toBeLessThanOrEqual(200);
  }
  expect(performance.now() - begin).toBeLessThan(5000);
});

const keys = fc.string({
  unit: fc.constantFrom(...Array.from('abcXYZ019-_.+*?$^()[]{}|/\\=')),
  minLength: 12,
  maxLength: 80,
});

test('no text makes the key come out again, and the result is always one short line', () => {
  fc.assert(
    fc.property(
      keys,
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: 'grapheme' }),
      (key, before, after) => {
        const shown = upstreamText(before + key + after + key, [key]);

        expect(shown).not.toContain(key);
        expect(Array.from(shown).length).toBeLessThanOrEqual(200);
        // Joiners are parts of emoji, and of some scripts.
        expect(shown).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      },
    ),
    { numRuns: 1000 },
  );
});
