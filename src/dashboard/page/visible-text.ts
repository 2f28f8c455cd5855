/*
 * All text on the page that is not the page's own is foreign. It is only ever set as text, never as markup, and here
 * loses what would make it look like something else: characters that are obeyed or not seen are shown by their names.
 */

/** Joiners and the two styles of emoji are kept: emoji and some scripts are made with them. */
const UNSEEN =
  /(?!\n|\t|\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text of several lines. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSEEN, name);
}

/** Text as a part of one line, at most so many characters. */
export function visibleLine(text: string, most = 500): string {
  // Not between the halves of a character.
  const cut = text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return visible(cut).replace(/\s+/g, ' ').trim();
}

function name(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
