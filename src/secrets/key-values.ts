import { isSecretValue } from './values/values.ts';

/**
 * Keys that are written as numbers under names of one letter, which say what they are only beside another name: what that
 * is, what holds the private part, and how far they may be from each other, in characters.
 */
const FORMS: readonly (readonly [word: string, beside: RegExp, value: RegExp, reach: number])[] = [
  // JSON Web Keys, also as literals of a program and in a string: `"d":"…"`, and `"k":"…"` of a symmetric one.
  [
    'kty',
    /(?<![\w-])kty(?![\w-])/g,
    /(?<![\w.$-])[dk](?:\\{0,3}["'])?\s{0,5}:\s{0,10}\\{0,3}["']([\w-]{22,2000})/g,
    4000,
  ],
  // Keys of .NET in XML.
  [
    'RSAKeyValue',
    /RSAKeyValue(?:>|&gt;)/g,
    /(?:<|&lt;)D(?:>|&gt;)\s{0,100}([A-Za-z0-9+/][A-Za-z0-9+/\s]{40,4000})/g,
    8000,
  ],
];

/** Private parts of keys in JSON and XML. Linear: the places of both names are passed once, side by side. */
export function findKeyValues(text: string): { start: number; end: number }[] {
  return FORMS.flatMap(([word, beside, pattern, reach]) => {
    if (!text.includes(word)) return [];
    const places = Array.from(text.matchAll(beside), (match) => match.index);
    if (places.length === 0) return [];
    const found: { start: number; end: number }[] = [];
    let next = 0;
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      while ((places[next] ?? Infinity) < match.index - reach) next += 1;
      const isBeside = (places[next] ?? Infinity) <= end + reach;
      const value = (match[1] ?? '').replace(/\s/g, '');
      if (isBeside && isSecretValue(value, 'key')) found.push({ start: match.index, end });
    }
    return found;
  });
}
