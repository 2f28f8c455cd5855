/**
 * Where the next of something is, in one text. Each stretch is searched once, as long as the places that are asked for are in
 * order.
 *
 * @param isThere - Asked for each place.
 * @returns The length of the text where there is none any more.
 */
export function createSeeker(text: string, isThere: (at: number) => boolean): (from: number) => number {
  let [since, next] = [0, -1];
  return (from) => {
    if (from >= since && from <= next) return next;
    [since, next] = [from, from];
    while (next < text.length && !isThere(next)) next += 1;
    return next;
  };
}
