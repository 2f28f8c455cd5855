/** A pattern that is read from its beginning to its end. */
export interface Source {
  isAtEnd(): boolean;
  /** @param expected - Sticky. */
  sees(expected: RegExp): boolean;
  /** Goes on behind what is expected. @returns Undefined where something else comes. */
  take(expected: RegExp): RegExpExecArray | undefined;
}

export function startSource(text: string): Source {
  let at = 0;
  const look = (expected: RegExp) => {
    expected.lastIndex = at;
    return expected.exec(text) ?? undefined;
  };
  return {
    isAtEnd: () => at >= text.length,
    sees: (expected) => look(expected) !== undefined,
    take(expected) {
      const found = look(expected);
      if (found) at += found[0].length;
      return found;
    },
  };
}
