import { wellFormed } from './well-formed.ts';

/**
 * Text of several lines that a terminal shows and does not obey. Line breaks and tabs are kept; other control
 * characters are shown as their pictures (ESC as ␛), so that nothing that was received is hidden. Overrides of
 * the writing direction are removed. Works on each piece of a stream by itself, since no escape sequence is
 * left without its first character.
 */
export function cleanForTerminal(text: string): string {
  return wellFormed(text).replace(OBEYED, picture);
}

/** A carriage return writes over the line that was shown. C1 controls are escape sequences in one character. */
const OBEYED = /(?![\n\t])\p{Cc}|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\r') return '';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code < 0xa0) return '\ufffd';
  return code === 0x2028 || code === 0x2029 ? '\n' : '';
}

/**
 * Text as a part of one line, such as a name or a message: runs of white space, control and format characters
 * are one blank. The joiners that emoji and some scripts are made with are kept.
 */
export function oneLine(text: string): string {
  return wellFormed(text).replace(UNSEEN, ' ').trim();
}

const UNSEEN = /(?:(?![\u200c\u200d])[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;
