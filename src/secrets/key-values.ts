import { isSecretValue } from './values/values.ts';

/**
 * Keys that are written as numbers under names of one letter, which say what they are only beside another name: what that
 * is, what holds the private part, and how far they may be from each other, in characters.
 */
const FORMS: readonly (readonly [beside: string, value: RegExp, reach: number])[] = [
  // JSON Web Keys, also as literals of a program and in a string: `"d":"…"`, and `"k":"…"` of a symmetric one.
  ['kty', /(?<![\w.$-])[dk](?:\\{0,3}["'])?\s{0,5}:\s{0,10}\\{0,3}["']([\w-]{22,2000})/g, 4000],
  // Keys of .NET in XML.
  ['RSAKeyValue', /(?:<|&lt;)D(?:>|&gt;)\s{0,100}([A-Za-z0-9+/][A-Za-z0-9+/\s]{40,4000})/g, 8000],
];

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Private parts of keys in JSON and XML. */
export function findKeyValues(text: string): Place[] {
  return FORMS.flatMap(([beside, pattern, reach]) =>
    around(text, beside, reach).flatMap((part) =>
      Array.from(text.slice(part.start, part.end).matchAll(pattern), (match) => {
        const start = part.start + match.index;
        const value = (match[1] ?? '').replace(/\s/g, '');
        return isSecretValue(value, 'key') ? [{ start, end: start + match[0].length }] : [];
      }).flat(),
    ),
  );
}

/** The parts of a text that are near a word, without overlaps: so that each character is read once. */
function around(text: string, word: string, reach: number): Place[] {
  const parts: { start: number; end: number }[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const last = parts.at(-1);
    if (last && at - reach <= last.end) last.end = at + reach;
    else parts.push({ start: Math.max(0, at - reach), end: at + reach });
  }
  return parts;
}
