/** Fewer characters may well be the beginning of what follows them. */
const MIN_CHARACTERS = 8;

/**
 * Notices a gateway that sends with each delta all of the text so far: joined, it would be there again and again. In
 * no other stream does every piece begin with the whole piece before it.
 */
export function startRepeatedText(): { push(piece: string): void; isRepeated(): boolean } {
  let last = '';
  let extensions = 0;
  let isStillPossible = true;
  return {
    push(piece) {
      if (piece === '' || !isStillPossible) return;
      isStillPossible = piece.startsWith(last);
      if (last !== '' && piece.length > last.length) extensions += last.length < MIN_CHARACTERS ? 1 : 2;
      last = isStillPossible ? piece : '';
    },
    isRepeated: () => isStillPossible && extensions >= 2 && last.length >= MIN_CHARACTERS,
  };
}
