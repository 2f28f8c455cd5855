import { evidenceOfChance } from './chance.ts';
import { isFiller, isReference, withoutPlaceholders, withoutTemplates } from './dummies.ts';

/** What the place of a value says: a password may be short and human, a token is random, a "key" may be anything. */
export type Place = 'password' | 'secret' | 'key';

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
};
/** Longer values are judged by their beginning. */
const MAX_JUDGED = 160;
const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|JWT|SSWS|Key|Digest|Bot|OAuth|Apikey)[ :=]+/i;

/** Quotation marks of a string in a string. */
const WRAPPING = /^[\\"'`]+|[\\"'`]+$/g;
/** `token " + actual + "`: a text that a program puts together. */
const CONCATENATION = /["'`] ?\+ | \+ ?["'`]|^\s?\+ | \+\s?$|^[,;)] /;

/**
 * Whether a value that is in the place of a secret is one, and not a placeholder, a reference or a word.
 *
 * @param isExample - In documentation, tests and translations only what chance drew counts.
 */
export function isSecretValue(given: string, place: Place, isExample = false): boolean {
  const bound = BOUNDS[place];
  if (given.length < bound.length) return false;
  const value = given.slice(0, MAX_JUDGED).replace(SCHEME, '').replace(WRAPPING, '');
  if (value.length < bound.length || CONCATENATION.test(value)) return false;
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

/** `dXNlcjpwYXNzd29yZA==` says "user:password". */
function isBase64OfWords(value: string): boolean {
  if (value.length < 12 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  if (!/^[ -~\r\n]+$/.test(decoded)) return false;
  const rest = withoutPlaceholders(decoded);
  return rest.length < 4 || (bitsOf(rest) < 3 && !(rest.length >= 8 && isMixed(rest)));
}
