import { evidenceOfChance } from './chance.ts';
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
const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
/** The words that a wallet is recovered with. */
const PHRASE = /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$/;
/** A token or an identifier, not a style or a sentence. */
const ONE_WORD = /^[\w+/=.:~@-]+$/;
/** Public: the address of an account or a contract. */
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|JWT|SSWS|Key|Digest|Bot|OAuth|Apikey)[ :=]+/i;

/** Quotation marks of a string in a string. */
const WRAPPING = /^[\\"'`]+|[\\"'`]+$/g;
/** `token " + actual + "`: a text that a program puts together. */
const CONCATENATION =
  /["'`] ?[+.] | [+.] ?["'`]|^\s?[+.] | [+.]\s?$|^[,;)] |%[sd](?!\w)|\(\?|\(\.[+*]|\[\^|[\])][+*]/;
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
  if (place === 'phrase') return PHRASE.test(given);
  if (place === 'key' && (!ONE_WORD.test(given) || FINGERPRINT.test(given))) return false;
  if (place === 'key' && isExample && TEST_VECTOR.test(given)) return false;
  if (NUMBER.test(given) && !(place === 'password' && /^\d+$/.test(given))) return false;
  const value = unescape(given.slice(0, MAX_JUDGED)).replace(SCHEME, '').replace(WRAPPING, '');
  if (value.length < bound.length || CONCATENATION.test(value) || isOtherScript(value)) return false;
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
  return isChance(filled) || isGoodPassword(filled);
}

/** Whether it could be one in any place: the first and the cheapest question. */
export function mayBeSecret(given: string): boolean {
  const value = given.slice(0, MAX_JUDGED);
  return (
    bitsOf(value) >= BOUNDS.password.bits || isMixed(value) || PHRASE.test(value) || /\s|[\\%"]/.test(value)
  );
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
  return evidenceOfChance(UUID.test(value) ? value.replace(/\W/g, '') : value);
}

/** No name or path has them. */
const SYMBOL = /[!@#$%^&*?~]/;

/** As the rules for passwords ask for: three of small letters, capitals, digits and symbols. */
function isMixed(value: string): boolean {
  if (/[^!-~]/.test(value) || /^[#./\\]|[\\/].*[\\/]|\.\w{2,4}$|\(\)|=>|&&|\|\|/.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*?+=~;:,.<>()[\]{}|-]/].filter((kind) => kind.test(value));
  return kinds.length >= 3 && /\d|[!@#$%^&*?]/.test(value);
}

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
