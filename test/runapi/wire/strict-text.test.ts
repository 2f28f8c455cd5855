import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startStrictText } from '../../../src/runapi/wire/strict-text.ts';
import { anyCharacter } from '../../support/any-character.ts';

interface Decoded {
  text: string;
  isBroken: boolean;
  isUnfinished: boolean;
}

function decode(chunks: readonly Uint8Array[]): Decoded {
  const strict = startStrictText();
  let text = '';
  for (const chunk of chunks) {
    const piece = strict.decode(chunk);
    text += piece.text;
    if (piece.isBroken) return { text, isBroken: true, isUnfinished: false };
  }
  return { text, isBroken: false, isUnfinished: strict.isUnfinished() };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The longest text that the bytes begin with, found one byte at a time. */
function validText(bytes: Uint8Array): string {
  let length = bytes.length;
  while (!isUtf8(bytes.subarray(0, length))) length -= 1;
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/** Bytes of which many are near the edges of what UTF-8 allows. */
const pieces = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 4 }).map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 4 }),
  fc
    .constantFrom(
      [0xc3],
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x8c],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xc0, 0xaf],
      [0xef, 0xbb, 0xbf],
    )
    .map((list) => new Uint8Array(list)),
);

test('text in any chunking is what came before the first byte that is not UTF-8', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (chunks) => {
      const whole = new Uint8Array(Buffer.concat(chunks));
      const { text, isBroken, isUnfinished } = decode(chunks);

      // A chunk that ends inside of a character may leave its verdict to the next one.
      expect(isBroken || isUnfinished).toBe(!isUtf8(whole));
      expect(text).toBe(validText(whole));
    }),
    { numRuns: 3000 },
  );
});
