import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleLine } from '../../../src/dashboard/page/visible-text.ts';

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  return Array.from(part).every((character) => {
    const found = whole.indexOf(character, at);
    at = found + character.length;
    return found !== -1;
  });
}

describe('foreign text', () => {
  test.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a bell, a backspace, a null', 'a\u0007b\u0008c\u0000', 'a␇b␈c␀'],
    ['a carriage return that would write over a line', 'good\rbad', 'good␍bad'],
    ['C1 controls', '\u009b31m', '⟨U+009B⟩31m'],
    ['an override', 'txt.\u202Eexe', 'txt.⟨U+202E⟩exe'],
    ['an isolate and a mark', '\u2067a\u2069\u200e', '⟨U+2067⟩a⟨U+2069⟩⟨U+200E⟩'],
    ['nothing in a word', 'pass\u200bword\ufeff\u00ad', 'pass⟨U+200B⟩word⟨U+FEFF⟩⟨U+00AD⟩'],
    ['a message in tags', 'hi\u{E0048}\u{E0049}', 'hi⟨U+E0048⟩⟨U+E0049⟩'],
    ['bytes in variation selectors', 'x\u{E0100}\u{E0101}', 'x⟨U+E0100⟩⟨U+E0101⟩'],
    ['a letter that is blank', 'a\u3164b\u115f', 'a⟨U+3164⟩b⟨U+115F⟩'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a⟨U+2028⟩b⟨U+2029⟩c'],
    ['half a character', 'a\ud83d', 'a⟨U+D83D⟩'],
  ])('names %s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each([
    ['lines and tabs', 'a\n\tb\n'],
    ['families of emoji, and both styles of a sign', '👩‍👩‍👧 ☺️ ☺︎'],
    ['Persian with its joiners', 'می‌خواهم'],
    ['Hebrew and Arabic', 'שלום مرحبا'],
    ['accents and CJK', 'é ﬁ 漢字 한국어'],
  ])('keeps %s', (_what, text) => {
    expect(visible(text)).toBe(text);
  });

  test('Windows line ends are line ends', () => {
    expect(visible('a\r\nb\r\n')).toBe('a\nb\n');
  });

  test('is never obeyed or unseen, and nothing of it is lost', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(/(?!\n|\t|\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(visible(shown)).toBe(shown);
        // Each character that may be shown is still there, in order.
        const kept = text.replaceAll('\r\n', '\n').replace(/[\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0]/gu, '');
        expect(isSubsequence(kept, shown)).toBe(true);
      }),
    );
  });

  test('as a part of a line has no breaks, and an end', () => {
    expect(visibleLine(' a\n\n b\tc ')).toBe('a b c');
    expect(visibleLine('x'.repeat(1000), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(visibleLine('👍👍', 3)).toBe('👍…');
  });
});
