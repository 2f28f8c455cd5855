/**
 * How surprising each letter is after the one before it, in names and words that people write: -2 log2 of the
 * frequency, in base 36. Rows and columns are a to z, any digit, and anything else (also where camelCase starts
 * a new word). Counted in 200,000 distinct words of published packages and their manuals.
 */
const SURPRISE = [
  'ka89ke8kblf687l9m685befdcjg8',
  '6geh4ihe89j5fh8gq9af7kqfahe8',
  '7jcj6kh6bl88hm4eo9c6ajmjemf8',
  '8hgb4ghj7lkbgh9gpcbhbhnjeof3',
  '9f98ebeliklba7hcd668icg9dpg4',
  '7keh78jq4oo9hf6kp9ab9pmncqb6',
  'aigi4jdb8pobea9eo9a9ajmpgjh4',
  '5hlk4ljn5nmgdh7jm9e9cspsgmg4',
  'bd899b9olng8946bmb77lbperbla',
  'bull4mmjcmgjlj8gmk2ece9kmnfa',
  'bigf3fdj6mifhcefoi7femhrhpg3',
  '7fhb5ggm5kh8jl7fpka89djqapi5',
  '5aee4mlp7ikbag87rk9hclpnfog6',
  '8k978b7k9keegc9dmh75ccmpfli5',
  'db98iddmdgb88498s5ba8dafini9',
  '5ige6lje9qg8ij6an6b79gmpgrf7',
  'jlkigljnisnehgkliffm1nhoskf6',
  '7gbc4gbn7qcdbc7hr989cdjrbtj5',
  'alah6hjb9pecgg99lj86aijicrg3',
  '7mdi5hm86qnffk8ev89ccoihaof4',
  'babb7bbn9ql796f8q676hlphnhec',
  '4ngl2keo6wkjghblwkghgnkpmp78',
  '7kkg6mha6redl85jq87cnmbiknh5',
  'blah9fogaonicih5sl74kopbdn94',
  'dffkehkmetmaa7e5xj99kobqjhh2',
  '6kij4ljhalgdhj4jpkdjemjld8c6',
  'hggihfkkmlmkljikpkjiimmjlm22',
  '89798abb9cda9aa8h878abcejdcb',
];

const DIGIT = 26;
const OTHER = 27;
const COLUMNS = 28;
/** In one piece: row after row. */
const BITS = Float64Array.from(SURPRISE.join(''), (digit) => Number.parseInt(digit, 36) / 2);
/** Bits that choosing this very digit costs, or this very symbol. */
const ONE_OF_TEN = Math.log2(10);
const PUNCTUATION = 3;
const RARE_SYMBOL = 6;
/** Continuing "1234" or "aaaa" or "abcd". */
const NEXT_IN_ROW = 0.5;
const NEW_WORD = 1.5;
const CAPITALS_END = 2.5;

const isUpper = (code: number) => code >= 65 && code <= 90;
const isLower = (code: number) => code >= 97 && code <= 122;
const isDigit = (code: number) => code >= 48 && code <= 57;

const MAX_SYMBOLS = 20;
const [DIGITS, SMALL_HEX, LARGE_HEX, SMALL, LARGE] = [1, 2, 4, 8, 16];

/** Of each character of ASCII, for a text may be full of values to judge. */
const ASCII = Array.from({ length: 128 }, (_, code) => code);
const COLUMN = Uint8Array.from(ASCII, columnOf);
const CHOICE = Float64Array.from(ASCII, choiceOf);
const CLASS = Uint8Array.from(ASCII, classOf);
/** The call in which a symbol was last seen: cheaper than a set for each. */
const lastSeen = new Uint32Array(1 << 16);
let calls = 0;

/**
 * How much more likely a text is as a draw of chance than as something that a person wrote, in bits. Above 0 for keys,
 * well below for names, paths and sentences; each random character adds about 3.
 */
export function evidenceOfChance(text: string): number {
  let human = 0;
  let before = OTHER;
  let last = 0;
  let beforeLast = 0;
  let row = 0;
  let classes = 0;
  let symbols = 0;
  calls += 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const step = code - last;
    row = at > 0 && step >= -1 && step <= 1 ? row + 1 : 0;
    if (isUpper(code) && (isLower(last) || isDigit(last))) {
      human += NEW_WORD + (BITS[before * COLUMNS + OTHER] ?? 0);
      before = OTHER;
    }
    if (isLower(code) && isUpper(last) && isUpper(beforeLast)) human += CAPITALS_END;
    const now = code < 128 ? (COLUMN[code] ?? OTHER) : OTHER;
    if (now !== OTHER) classes |= CLASS[code] ?? 0;
    else if (lastSeen[code] !== calls) {
      lastSeen[code] = calls;
      symbols += 1;
    }
    if (row > 1) human += NEXT_IN_ROW;
    else human += (BITS[before * COLUMNS + now] ?? 0) + (code < 128 ? (CHOICE[code] ?? 0) : 0);
    before = now;
    beforeLast = last;
    last = code;
  }
  return human - text.length * Math.log2(alphabetOf(classes) + Math.min(MAX_SYMBOLS, 2 * symbols));
}

function columnOf(code: number): number {
  if (isLower(code)) return code - 97;
  if (isUpper(code)) return code - 65;
  return isDigit(code) ? DIGIT : OTHER;
}

function choiceOf(code: number): number {
  if (columnOf(code) < DIGIT) return 0;
  if (isDigit(code)) return ONE_OF_TEN;
  // What programs and sentences are full of.
  if (' _-./'.includes(String.fromCharCode(code))) return 0.5;
  return '!@#$%^&*?~+|'.includes(String.fromCharCode(code)) ? RARE_SYMBOL : PUNCTUATION;
}

function classOf(code: number): number {
  if (isDigit(code)) return DIGITS;
  if (isLower(code)) return code <= 102 ? SMALL_HEX : SMALL;
  return code <= 70 ? LARGE_HEX : LARGE;
}

/** Letters and digits of the smallest usual alphabet that has all of these. */
function alphabetOf(classes: number): number {
  if (classes === (DIGITS | SMALL_HEX) || classes === (DIGITS | LARGE_HEX)) return 16;
  const letters = (classes & (SMALL_HEX | SMALL) ? 26 : 0) + (classes & (LARGE_HEX | LARGE) ? 26 : 0);
  return Math.max(2, letters + (classes & DIGITS ? 10 : 0));
}
