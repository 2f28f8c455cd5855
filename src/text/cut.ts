/** Cuts text between code points. Lengths and offsets are UTF-16 units, as everywhere in JavaScript. */

/** The last offset up to `offset` that is not inside a surrogate pair. */
export function codePointStart(text: string, offset: number): number {
  if (offset <= 0 || offset >= text.length) return Math.max(0, Math.min(offset, text.length));
  return isLow(text.charCodeAt(offset)) && isHigh(text.charCodeAt(offset - 1)) ? offset - 1 : offset;
}

/** The beginning of the text: at most `maxLength` units, and no half of a character at its end. */
export function takeHead(text: string, maxLength: number): string {
  return text.slice(0, codePointStart(text, maxLength));
}

/** The end of the text: at most `maxLength` units, and no half of a character at its beginning. */
export function takeTail(text: string, maxLength: number): string {
  const offset = Math.max(0, text.length - Math.max(0, maxLength));
  const start = codePointStart(text, offset);
  return text.slice(start < offset ? start + 2 : start);
}

/** The whole text, or its beginning and `…`: at most `maxLength` units together. */
export function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${takeHead(text, maxLength - 1)}…`;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
