import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanOutput } from '../../src/checks/clean-output.ts';
import { createTailBuffer } from '../../src/checks/tail-buffer.ts';

const clean = (text: string, maxCharacters = 1000) =>
  cleanOutput(Buffer.from(text), { hidden: ['the value', 'the value of it'], maxCharacters });

const random = (alphabet: string, length: number) =>
  [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

test('secrets are replaced in place, also where colours cut them in two', () => {
  const token = `ghp_${random(LETTERS, 36)}`;
  const key = `-----BEGIN PRIVATE KEY-----\n${random(LETTERS, 64)}\n${random(LETTERS, 64)}\n-----END PRIVATE KEY-----`;
  const shown = clean(
    `a ${token.slice(0, 9)}\u001b[1m${token.slice(9)} b\n${key}\nis the value of it, or the value.\n`,
  );

  expect(shown).toMatch(/^a \[GitHub token removed\] b\n\[private key removed\]/);
  expect(shown).toMatch(/is \[removed\], or \[removed\]\.$/);
  expect(shown).not.toContain(key.slice(28, 60));
});

test('what a terminal would obey is gone, and a line is what it was at its end', () => {
  expect(clean('\u001b[31mred\u001b[0m\r\n10 %\r50 %\rdone\nbell\u0007 \u202eend\u0000\n')).toBe(
    'red\ndone\nbell end',
  );
});

test('of a long output the end is shown, from the beginning of a line', () => {
  const shown = clean('0123456789\n'.repeat(1000), 105);

  expect(shown).toBe('0123456789\n'.repeat(9).trimEnd());
  expect(clean('x'.repeat(5000), 100)).toBe('x'.repeat(100));
});

test('bytes that are no text do not fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(cleanOutput(Buffer.from(bytes), { hidden: [], maxCharacters: 50 }).length).toBeLessThanOrEqual(
        50,
      );
    }),
  );
});

test('a tail buffer has the last bytes of all chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 })),
      fc.integer({ min: 1, max: 20 }),
      (chunks, max) => {
        const tail = createTailBuffer(max);
        for (const chunk of chunks) tail.add(Buffer.from(chunk));
        const all = Buffer.concat(chunks);
        expect(tail.read()).toEqual(all.subarray(Math.max(0, all.length - max)));
      },
    ),
  );
});
