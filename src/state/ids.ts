import { randomBytes } from 'node:crypto';

/** `r` for runs, `c` for conversations. */
export type IdPrefix = 'r' | 'c';

/** The prefix, `_` and 22 url-safe characters, which are 16 random bytes. */
export function createId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

const ID = /^[rc]_[A-Za-z0-9_-]{22}$/;

/** Nothing else becomes part of a path: no separator, no dot, no name that a platform reserves. */
export function isId(prefix: IdPrefix, text: unknown): text is string {
  return typeof text === 'string' && text.startsWith(`${prefix}_`) && ID.test(text);
}
