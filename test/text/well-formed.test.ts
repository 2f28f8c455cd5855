import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startWellFormed, wellFormed, wellFormedJson } from '../../src/text/well-formed.ts';

/** UTF-16 units of all kinds, halves of pairs among them. */
const units = fc
  .array(fc.oneof(fc.constantFrom(0xd83d, 0xde80, 0x41), fc.integer({ min: 0, max: 0xffff })))
  .map((codes) => String.fromCharCode(...codes));

test.each([
  ['a\ud83d', 'a\ufffd'],
  ['\ude80b', '\ufffdb'],
  ['\ude80\ud83d', '\ufffd\ufffd'],
  ['\ud83d\ude80', '\ud83d\ude80'],
  ['', ''],
])('wellFormed(%j) is %j', (text, expected) => {
  expect(wellFormed(text)).toBe(expected);
});

test('strings and keys of a JSON value become well-formed at any depth, and only they change', () => {
  const value = { 'k\ud83d': ['\ude80', 1, null, { deep: 'x\ud83d' }], whole: '🚀', none: undefined };

  expect(wellFormedJson(value)).toEqual({
    'k\ufffd': ['\ufffd', 1, null, { deep: 'x\ufffd' }],
    whole: '🚀',
    none: undefined,
  });
});

test('a value without a half character is handed back as it is', () => {
  const value = { list: ['🚀', { deep: [1, true, null] }] };

  expect(wellFormedJson(value)).toBe(value);
});

test('pieces of a text make the same well-formed text as the whole, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(units), (pieces) => {
      const stream = startWellFormed();
      const shown = pieces.map(stream.push);
      shown.push(stream.end());
      expect(shown.every((piece) => piece.isWellFormed())).toBe(true);
      expect(shown.join('')).toBe(wellFormed(pieces.join('')));
    }),
  );
});

test('a stream holds back a half character alone, and may be used again after its end', () => {
  const stream = startWellFormed();

  expect(stream.push('Go \ud83d')).toBe('Go ');
  expect(stream.push('')).toBe('');
  expect(stream.push('\ude80!')).toBe('🚀!');
  expect(stream.push('\ud83d')).toBe('');
  expect(stream.end()).toBe('\ufffd');
  expect(stream.end()).toBe('');
  expect(stream.push('\ude80')).toBe('\ufffd');
});
