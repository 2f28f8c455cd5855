import { evidenceOfChance } from './chance.ts';
import { tableOf } from '../characters.ts';
import { isFiller, isReference, withoutPlaceholders, withoutTemplates } from './dummies.ts';

/** What the place of a value says: a password may be short and human, a token is random, a "key" may be anything, a phrase is words. */
export type Place = 'password' | 'secret' | 'key' | 'phrase';

interface Bound {
  /** Characters. */
  readonly length: number;
  /** Bits of evidence that chance drew it. */
  readonly bits: number;
}

const BOUNDS: Readonly<Record<Place, Bound>> = {
  password: { length: 8, bits: 3 },
  secret: { length: 8, bits: 6 },
  key: { length: 16, bits: 20 },
  phrase: { length: 40, bits: 0 },
};
/** Longer values are judged by their beginning. */
const MAX_JUDGED = 160;
const MIN_UUID = 36;
const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
/** The words that a wallet is recovered with. */
const PHRASE = /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$/;
/** A token or an identifier, not a style or a sentence. */
const ONE_WORD = /^[\w+/=.:~@-]+$/;
/** Public: the address of an account or a contract. */
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|JWT|SSWS|Key|Digest|Bot|OAuth|Apikey)[ :=]+/i;

/** `token " + actual + "`: a text that a program puts together. */
const CONCATENATION = /["'`] ?[+.] | [+.] ?["'`]|^\s?[+.] | [+.]\s?$|^[,;)] |%[sd](?!\w)|\(\?|\(\.[+*]|\[\^/;
/** Of a pattern, or by chance in a long key. */
const REPEATED = /[\])](?:[+*]|\{\d)/;
const BITS_OF_LONG_KEY = 60;
/** Versions, object identifiers, large numbers; in the place of a password digits may be one. */
const NUMBER = /^(?:0x[0-9a-f]{1,16}|[\d.,:]+)$/i;
/** The fingerprint of a PGP key, as it is printed. */
const FINGERPRINT = /^(?:0x)?[0-9A-F]{40}$/;
/** Of tests of ciphers. */
const TEST_VECTOR = /^(?:[0-9a-f]{2})+$/i;

/**
 * Whether a value that is in the place of a secret is one, and not a placeholder, a reference or a word.
 *
 * @param isExample - In documentation, tests and translations only what chance drew counts.
 */
export function isSecretValue(given: string, place: Place, isExample = false): boolean {
  const bound = BOUNDS[place];
  if (given.length < bound.length || ADDRESS.test(given)) return false;
  if (place === 'phrase') return isPhrase(given);
  if (place === 'key' && (!ONE_WORD.test(given) || FINGERPRINT.test(given))) return false;
  if (place === 'key' && isExample && TEST_VECTOR.test(given)) return false;
  if (NUMBER.test(given) && !(place === 'password' && /^\d+$/.test(given))) return false;
  const value = plainOf(given.slice(0, MAX_JUDGED));
  if (value.length < bound.length || CONCATENATION.test(value) || isOtherScript(value)) return false;
  if (REPEATED.test(value) && bitsOf(value) < BITS_OF_LONG_KEY) return false;
  const isChance = (text: string) => bitsOf(text) >= bound.bits;
  const isGoodPassword = (text: string) =>
    !isExample &&
    isMixed(text) &&
    (place === 'password' || (place === 'secret' && /\d/.test(text) && SYMBOL.test(text)));
  // The costly questions are for the few that pass this one.
  if (!isChance(value) && !isGoodPassword(value)) return false;
  if (isReference(value)) return false;
  const filled = withoutTemplates(value);
  if (filled.length < bound.length || isFiller(filled) || isBase64OfWords(filled)) return false;
  const rest = withoutPlaceholders(filled);
  // With a placeholder in it, the rest has to be a secret by itself.
  if (rest.length < filled.length) return rest.length >= 10 && bitsOf(rest) >= Math.max(18, bound.bits);
  return filled === value || isChance(filled) || isGoodPassword(filled);
}

/** Whether it could be one in any place: the first and the cheapest question. */
export function mayBeSecret(given: string): boolean {
  const value = given.slice(0, MAX_JUDGED);
  // Without its escapes and marks it may look otherwise.
  const judged = /[\s\\%"]/.test(value) ? plainOf(value) : value;
  return bitsOf(judged) >= BOUNDS.password.bits || isMixed(judged) || isPhrase(value);
}

/** Without escapes, a scheme like "Bearer" and quotation marks around it. */
function plainOf(value: string): string {
  const plain = unescape(value);
  return withoutMarks(isLetter(plain.charCodeAt(0)) ? plain.replace(SCHEME, '') : plain);
}

const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

/** Without the quotation marks of a string in a string. */
function withoutMarks(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && isMark(value.charCodeAt(start))) start += 1;
  while (end > start && isMark(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

/** `"`, `'`, `` ` `` and `\` */
const isMark = (code: number) => code === 34 || code === 39 || code === 96 || code === 92;

function isPhrase(value: string): boolean {
  return value.length >= BOUNDS.phrase.length && PHRASE.test(value);
}

/** As it is without `\x1a`, `\u3299` and `%40`, which are no more random than what they encode. */
function unescape(value: string): string {
  if (!/[\\%]/.test(value)) return value;
  const plain = value.replace(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\})/gi, '');
  return plain.replace(/%([2-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Bits of evidence; the hyphens of a UUID are none. */
export function bitsOf(value: string): number {
  const mayBeUuid = value.length >= MIN_UUID && value.length <= MIN_UUID + 2;
  return evidenceOfChance(mayBeUuid && UUID.test(value) ? value.replace(/\W/g, '') : value);
}

/** No name or path has them. */
const SYMBOL = /[!@#$%^&*?~]/;

/** Kinds of characters that passwords are asked to have; the sum of all that a text has. */
const [CAPITAL, SMALL, DIGIT, SIGN, STRONG_SIGN, OTHER] = [1, 2, 4, 8, 16, 32];
const KIND_OF = tableOf((character) => {
  if (/[a-z]/.test(character)) return SMALL;
  if (/[A-Z]/.test(character)) return CAPITAL;
  if (/\d/.test(character)) return DIGIT;
  if (/[!@#$%^&*?]/.test(character)) return SIGN | STRONG_SIGN;
  if (/[+=~;:,.<>()[\]{}|-]/.test(character)) return SIGN;
  return /[!-~]/.test(character) ? 0 : OTHER;
});

const ARE_MIXED = Uint8Array.from({ length: 2 * OTHER }, (_, kinds) => {
  const count = [CAPITAL, SMALL, DIGIT, SIGN].filter((kind) => (kinds & kind) !== 0).length;
  return Number(count >= 3 && (kinds & (DIGIT | STRONG_SIGN)) !== 0 && (kinds & OTHER) === 0);
});

/** As the rules for passwords ask for: three of small letters, capitals, digits and symbols. */
function isMixed(value: string): boolean {
  let kinds = 0;
  for (let at = 0; at < value.length; at += 1) kinds |= KIND_OF[value.charCodeAt(at)] ?? OTHER;
  return ARE_MIXED[kinds] === 1 && !NOT_MIXED.test(value);
}

/** A path, the name of a file, or an expression. */
const NOT_MIXED = /^[#./\\]|[\\/].*[\\/]|\.\w{2,4}$|\(\)|=>|&&|\|\|/;

/** A label or a message in a script of its own, as translations have them under `pass` and `password`. */
function isOtherScript(value: string): boolean {
  const letters = value.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return letters >= 6 && letters * 2 > value.length;
}

/** `dXNlcjpwYXNzd29yZA==` says "user:password". */
function isBase64OfWords(value: string): boolean {
  if (value.length < 12 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  if (!/^[ -~\r\n]+$/.test(decoded)) return false;
  const rest = withoutPlaceholders(decoded);
  return rest.length < 4 || (bitsOf(rest) < 3 && !(rest.length >= 8 && isMixed(rest)));
}
