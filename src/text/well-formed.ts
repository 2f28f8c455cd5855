/** Text in which each half of a surrogate pair that lacks its other half is U+FFFD, as UTF-8 has no way to write it. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** A JSON value with all of its strings well-formed, keys included; the value itself if nothing needs a change. */
export function wellFormedJson<Value>(value: Value): Value {
  return repair(value) as Value;
}

function repair(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) {
    const items = value.map(repair);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const repaired = entries.map(([key, member]) => [wellFormed(key), repair(member)] as const);
  const isChanged = repaired.some(([key, member], index) => {
    const entry = entries[index];
    return key !== entry?.[0] || member !== entry[1];
  });
  return isChanged ? Object.fromEntries(repaired) : value;
}

/** Makes pieces of one text well-formed; a character that was cut in two between them is put together again. */
export interface WellFormedStream {
  /** @returns What is certain so far: at most one UTF-16 unit is held back. */
  readonly push: (piece: string) => string;
  /** @returns U+FFFD where the text ends with half a character, else nothing. The stream may be used again. */
  readonly end: () => string;
}

export function startWellFormed(): WellFormedStream {
  let half = '';
  return {
    push(piece) {
      if (piece === '') return '';
      const text = half + piece;
      half = endsInHalf(text) ? text.slice(-1) : '';
      return wellFormed(half ? text.slice(0, -1) : text);
    },
    end() {
      const rest = wellFormed(half);
      half = '';
      return rest;
    },
  };
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
