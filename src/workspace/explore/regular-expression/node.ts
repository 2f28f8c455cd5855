/** UTF-16 code units, as first and last of each range, in turns. */
export type Ranges = readonly number[];

/** A regular expression that was read. */
export type Node =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  /** `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'assertion'; readonly of: Assertion };

export type Assertion = 'start' | 'end' | 'word boundary' | 'no word boundary';

/** What this engine does not know, or what is no regular expression. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}
