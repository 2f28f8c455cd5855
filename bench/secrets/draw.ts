/** A source of random bodies that can be repeated: the same seed makes the same corpus. */
export interface Draw {
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly text: (alphabet: string, length: number) => string;
}

export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]) => from[below(from.length)] as T;
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  return { below, pick, text };
}

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = SMALL + SMALL.toUpperCase();
export const ALPHABETS = {
  hex: '0123456789abcdef',
  HEX: '0123456789ABCDEF',
  digits: '0123456789',
  small: SMALL,
  small36: `${SMALL}0123456789`,
  LARGE36: `${SMALL.toUpperCase()}0123456789`,
  letters: LETTERS,
  base32: `${SMALL.toUpperCase()}234567`,
  base62: `${LETTERS}0123456789`,
  base64: `${LETTERS}0123456789+/`,
  url: `${LETTERS}0123456789-_`,
  password: `${LETTERS}0123456789!@#%^*-_+=?.`,
} as const;
