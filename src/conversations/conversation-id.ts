import { randomBytes } from 'node:crypto';

/** 16 random bytes are 22 characters of base64url. */
export function createConversationId(): string {
  return `c_${randomBytes(16).toString('base64url')}`;
}

/** Nothing else becomes part of a path: no separator, no dot, no name that a platform reserves. */
export function isConversationId(text: string): boolean {
  return /^c_[A-Za-z0-9_-]{22}$/.test(text);
}
