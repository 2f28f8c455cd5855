import { randomBytes } from 'node:crypto';

/** 16 random bytes are 22 characters of base64url. */
export function createRunId(): string {
  return `r_${randomBytes(16).toString('base64url')}`;
}

/** Nothing else becomes part of a path: no separator, no dot, no name that a platform reserves. */
export function isRunId(text: unknown): text is string {
  return typeof text === 'string' && /^r_[A-Za-z0-9_-]{22}$/.test(text);
}
