import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request is judged by. */
interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

interface GuardOptions {
  readonly port: number;
  readonly token: string;
}

/** @returns The status that a request is refused with; undefined for one that is answered. */
export type Guard = (request: RequestFacts) => 401 | 403 | undefined;

/**
 * Keeps away all but the page itself. A page of another site can make the browser send requests here: they have a
 * foreign `Origin` or are marked as cross-site, and have no token. A name that was rebound to this address stays in `Host`.
 */
export function createGuard({ port, token }: GuardOptions): Guard {
  const hosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    ...(port === 80 ? ['127.0.0.1', 'localhost'] : []),
  ];
  const origins = hosts.map((host) => `http://${host}`);
  const isToken = (given: string | undefined) =>
    given !== undefined && timingSafeEqual(digest(given), digest(`Bearer ${token}`));

  return ({ method, path, headers }) => {
    if (!hosts.includes(headers.host ?? '')) return 403;
    if (headers.origin !== undefined && !origins.includes(headers.origin)) return 403;
    const isSameSite = ['same-origin', 'none', undefined].includes(one(headers['sec-fetch-site']));
    // Following a link to the page is harmless: without the token in the link, it shows nothing.
    const isLink = path === '/' && method === 'GET' && headers['sec-fetch-dest'] === 'document';
    if (!isSameSite && !isLink) return 403;
    return path.startsWith('/api/') && !isToken(headers.authorization) ? 401 : undefined;
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
