import type { Place } from '../values/values.ts';

/** A pattern that is tried where its anchor is; each of its groups may be a secret. Bounded, so that the whole is linear. */
export type Login = readonly [kind: string, anchor: string, pattern: RegExp, place: Place];

export const PASSWORD = 'a password of a login';

/** The same pattern at several anchors: it must match at each of them. */
export function atEach(kind: string, anchors: readonly string[], pattern: RegExp, place: Place): Login[] {
  return anchors.map((anchor) => [kind, anchor, pattern, place]);
}
