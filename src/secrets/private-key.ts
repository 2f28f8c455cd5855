import { findKeyValues } from './key-values.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Blanks are `%20` or `+` in what was sent by a form. */
const HEADER =
  /-----BEGIN[A-Z0-9 %+]{0,40}PRIVATE(?: |%20|\+)KEY(?:(?: |%20|\+)BLOCK)?-----|---- BEGIN SSH2 [A-Z ]{0,20}PRIVATE KEY ----|PuTTY-User-Key-File-\d: (?=[a-z][\w-]{2,40}(?:\r?\n|\\r\\n|\\n)Encryption)/g;
/** To the next header at most: else many headers would take the square of the time. */
const CLOSE = /-----(?:END|BEGIN)[ %+]|---- (?:END|BEGIN) SSH2|Private-MAC|PuTTY-User-Key-File-/;
/** Longer than any key, so that a header without an end does not cost the whole text. */
const MAX_KEY = 40_000;
/** What surrounds the lines of a key in source code, YAML, comments and quoted mail. */
const WRAPPING = /^[\s"'`,;*#>|+]+|[\s"'`,;+\\]+$/g;

/**
 * Places of private keys in a text. A header alone is none: programs that read keys have it too. What
 * follows must be lines of base64, be they real or written as `\n` in a string.
 */
export function findPrivateKeys(text: string): Place[] {
  const found = findKeyValues(text);
  for (const match of text.matchAll(HEADER)) {
    const start = match.index;
    const after = text.slice(start + match[0].length, start + MAX_KEY);
    const close = CLOSE.exec(after);
    const body = after.slice(0, close?.index);
    const isClosed = close !== null && /END|MAC/.test(close[0]);
    if (match[0].startsWith('PuTTY') || isKeyBody(body, isClosed)) {
      found.push({ start, end: start + match[0].length + (isClosed ? close.index : firstLines(body)) });
    }
  }
  return found;
}

function isKeyBody(body: string, isClosed: boolean): boolean {
  const lines = body
    .replace(/%(2[BF]|3D|0[AD])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .split(/\r?\n|\\r\\n|\\n|\\r/)
    .map((line) => line.replace(WRAPPING, ''))
    .filter((line) => line && !/^[A-Z][\w-]{2,20}: /.test(line));
  const broken = lines.findIndex((line) => !/^[A-Za-z0-9+/=\s]+$/.test(line) || / \w+ /.test(line));
  const whole = broken < 0 ? lines : lines.slice(0, broken);
  const first = whole[0] ?? '';
  // Documentation writes "XXXX" instead of a key.
  if (new Set(whole.join('')).size < 4) return false;
  // A key that is cut off is a secret too, if there is enough of it to tell.
  return (isClosed && broken < 0 && first.length > 0) || (first.length >= 16 && whole.join('').length >= 40);
}

function firstLines(body: string): number {
  return body.split('\n', 100).join('\n').length;
}
