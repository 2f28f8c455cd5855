import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/node';
import { localhostAllowedHostnames } from '@modelcontextprotocol/server';
import { refuse } from './refuse.ts';

export interface GuardOptions {
  readonly token: string;
  /** Names that may be in `Host` and `Origin`, beside loopback. */
  readonly hosts: readonly string[];
}

/** Says whether a request may proceed; one that may not is answered already, without its body having been read. */
export type Guard = (request: IncomingMessage, response: ServerResponse) => boolean;

/** First whether the request came to this server on purpose, then who sends it. */
export function createGuard({ token, hosts }: GuardOptions): Guard {
  const allowed = [...localhostAllowedHostnames(), ...hosts];
  const isForUs = hostHeaderValidation(allowed);
  const isFromUs = originValidation(allowed);
  const expected = digest(token);
  return (request, response) => {
    if (!isForUs(request, response) || !isFromUs(request, response)) return false;
    const [, given] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests have one length, and are compared in constant time.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return true;
    refuse(response, 401, 'This server needs its bearer token in the header Authorization.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
    return false;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
