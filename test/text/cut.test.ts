import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePointStart, shorten, takeHead, takeTail } from '../../src/text/cut.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'é', '🚀', '👨‍👩‍👧', '\n') });
const lengths = fc.integer({ min: -2, max: 40 });

test.each([
  ['a🚀b', 2, 'a', 'b'],
  ['a🚀b', 3, 'a🚀', '🚀b'],
  ['🚀', 1, '', ''],
  ['🚀', 2, '🚀', '🚀'],
  ['abc', 0, '', ''],
  ['abc', -1, '', ''],
  ['abc', 9, 'abc', 'abc'],
])('head and tail of %j in %i units', (text, maxLength, head, tail) => {
  expect([takeHead(text, maxLength), takeTail(text, maxLength)]).toEqual([head, tail]);
});

test('an offset inside a pair moves to its start', () => {
  expect([0, 1, 2, 3, 4, 9, -1].map((offset) => codePointStart('a🚀b', offset))).toEqual([
    0, 1, 1, 3, 4, 4, 0,
  ]);
});

test('halves that belong to no pair are characters of their own', () => {
  expect(codePointStart('\ude80\ude80', 1)).toBe(1);
  expect(codePointStart('\ud83d\ud83d', 1)).toBe(1);
});

test('what is cut off and what is kept are both well-formed, within the limit and as long as can be', () => {
  fc.assert(
    fc.property(texts, lengths, (text, maxLength) => {
      const head = takeHead(text, maxLength);
      const tail = takeTail(text, maxLength);
      const limit = Math.min(text.length, Math.max(0, maxLength));
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      for (const part of [head, tail]) {
        expect(part.isWellFormed()).toBe(true);
        expect(part.length === limit || part.length === limit - 1).toBe(true);
      }
      expect(text.slice(head.length).isWellFormed()).toBe(true);
    }),
  );
});

test('a text that is too long ends with an ellipsis within the limit', () => {
  expect(shorten('abcdef', 6)).toBe('abcdef');
  expect(shorten('abcdef', 5)).toBe('abcd…');
  expect(shorten('ab🚀ef', 4)).toBe('ab…');
});
