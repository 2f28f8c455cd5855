/** Decodes UTF-8 that arrives in pieces. */
export interface StrictText {
  /** @returns The text, up to the first byte that is not UTF-8; `isBroken` where there was one. */
  readonly decode: (bytes: Uint8Array) => { text: string; isBroken: boolean };
  /** Whether the bytes so far end in the middle of a character. */
  readonly isUnfinished: () => boolean;
}

/**
 * A decoder that never writes a replacement character, which would pass for a part of the answer. The
 * platform's own strict decoder would lose what came before the wrong byte in the same piece.
 */
export function startStrictText(): StrictText {
  let isStart = true;
  let tail: Uint8Array = new Uint8Array();
  return {
    decode(bytes) {
      const all = tail.length > 0 ? Buffer.concat([tail, bytes]) : bytes;
      const end = all.length - unfinishedBytes(all);
      tail = all.subarray(end);
      const whole = all.subarray(0, end);
      const decoded = decodeStrictly(whole);
      const text = isStart ? decoded.text.replace(/^\uFEFF/, '') : decoded.text;
      isStart &&= whole.length === 0;
      return { ...decoded, text };
    },
    isUnfinished: () => tail.length > 0,
  };
}

/** A byte order mark is kept: it is one at the very start only, and each piece is a start to its decoder. */
const STRICT = { fatal: true, ignoreBOM: true };
const decoder = new TextDecoder('utf-8', STRICT);

function decodeStrictly(bytes: Uint8Array): { text: string; isBroken: boolean } {
  try {
    return { text: decoder.decode(bytes), isBroken: false };
  } catch {
    return { text: decodeValidPrefix(bytes), isBroken: true };
  }
}

/** How many bytes at the end belong to a character whose rest has yet to come. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let count = 1; count <= Math.min(3, bytes.length); count += 1) {
    const byte = bytes[bytes.length - count] ?? 0;
    if (byte < 0x80) return 0;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > count ? count : 0;
  }
  return 0;
}

function decodeValidPrefix(bytes: Uint8Array): string {
  let [valid, broken] = [0, bytes.length];
  let text = '';
  while (broken - valid > 1) {
    const middle = (valid + broken) >> 1;
    try {
      // A stream's decoder accepts a character that is cut off, so that what fits is an unbroken range.
      text = new TextDecoder('utf-8', STRICT).decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      broken = middle;
    }
  }
  return text;
}
