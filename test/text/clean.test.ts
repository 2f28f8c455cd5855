import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanForTerminal, oneLine } from '../../src/text/clean.ts';
import { anyCharacter } from '../support/any-character.ts';

test.each([
  ['a colour', 'a\x1b[31mred\x1b[0m', 'a␛[31mred␛[0m'],
  ['the clipboard (OSC 52)', '\x1b]52;c;c2VjcmV0\x07', '␛]52;c;c2VjcmV0␇'],
  ['a sequence that begins with a C1 control', '\u009b2J\u009d0;title\u009c', '\ufffd2J\ufffd0;title\ufffd'],
  ['a return over the line', 'rm -rf /\rls', 'rm -rf /ls'],
  ['Windows line ends', 'a\r\nb\r\n', 'a\nb\n'],
  ['backspaces', 'no\b\byes\x7f', 'no␈␈yes␡'],
  ['an override of the direction', 'a\u202ecod.exe\u2066b\u2069', 'acod.exeb'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a\nb\nc'],
  ['half a character', 'a\ud83d', 'a\ufffd'],
  ['what people write', 'tab\tand\nlines · ü 🚀 👨‍👩‍👧 עברית\u200f', 'tab\tand\nlines · ü 🚀 👨‍👩‍👧 עברית\u200f'],
])('for a terminal: %s', (_what, text, expected) => {
  expect(cleanForTerminal(text)).toBe(expected);
});

test('cleaning each piece of a stream is as good as cleaning the whole', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('\x1b', '[', ']52;', '\x07', '\r', '\n', 'a') }));
  fc.assert(
    fc.property(pieces, (texts) => {
      expect(texts.map(cleanForTerminal).join('')).toBe(cleanForTerminal(texts.join('')));
    }),
  );
});

test('nothing that a terminal obeys is left, in lines or in one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(cleanForTerminal(text)).not.toMatch(
        /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u,
      );
      expect(oneLine(text)).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}| {2}/u);
    }),
  );
});

test.each([
  ['lines and tabs', ' a\n\n b\t', 'a b'],
  ['escapes', 'a\x1b[2Jb', 'a [2Jb'],
  ['marks of the direction', 'a\u202eb\u200fc', 'a b c'],
  ['what hides in tags and zero-width blanks', 'a\u{e0041}\u200bb', 'a b'],
  ['emoji that are joined', '👨‍👩‍👧', '👨‍👩‍👧'],
  ['half a character', '\ude80', '\ufffd'],
])('in one line: %s', (_what, text, expected) => {
  expect(oneLine(text)).toBe(expected);
});
