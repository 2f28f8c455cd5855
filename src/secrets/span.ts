/** Where something is in a text, in UTF-16 units; the end is the first that does not belong to it. */
export interface Span {
  /** With its article, as in "holds what looks like …". */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}
