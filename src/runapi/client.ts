import type { OpenAI } from 'openai';
import type { Connection } from '../config.ts';
import { VERSION } from '../version.ts';
import { causeCode, UpstreamFault } from './fault.ts';
import { parseRetryAfter } from './retry.ts';
import { readRequestId } from './upstream-text.ts';

export interface GatewayRequest {
  method: 'get' | 'post';
  /** Below the root, with a leading slash. */
  path: string;
  /** How the key is sent, and whatever else the protocol asks for. */
  headers: Record<string, string>;
  body?: Record<string, unknown>;
  signal: AbortSignal;
}

/** Sends one request, once, and returns its 2xx response unread. */
export type Gateway = (request: GatewayRequest) => Promise<Response>;

/** Longer than any deadline of ours, so that the client's own time-out never speaks first. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * The way to the gateway: one OpenAI client for all protocols, which is loaded on first use since most
 * sessions that start the server never call it.
 *
 * @returns A function that throws {@link UpstreamFault} `status`, `redirect` or `connection`.
 */
export function createGateway(connection: Connection): Gateway {
  let client: Promise<OpenAI> | undefined;
  return async ({ method, path, headers, body, signal }) => {
    client ??= createClient(connection);
    const { post, get } = await client.then((ready) => ({
      post: ready.post.bind(ready),
      get: ready.get.bind(ready),
    }));
    const options = { headers: { Authorization: null, ...headers }, signal, ...(body && { body }) };
    try {
      return await (method === 'post' ? post(path, options) : get(path, options)).asResponse();
    } catch (error) {
      throw toFault(error, connection.apiKey);
    }
  };
}

async function createClient({ rootUrl, apiKey }: Connection): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: rootUrl,
    apiKey,
    // Each of these is otherwise read from the environment, and sent to a gateway that it is not for.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: NEVER_MS,
    logLevel: 'off',
    fetch: createPinnedFetch(rootUrl),
  });
}

/** What is sent, whatever the client or `OPENAI_CUSTOM_HEADERS` would add. */
const SENT_HEADERS = [
  'accept',
  'anthropic-version',
  'authorization',
  'content-type',
  'x-api-key',
  'x-goog-api-key',
];

/** A `fetch` that leaves the configured origin neither by its URL nor by a redirect. */
function createPinnedFetch(rootUrl: string): typeof fetch {
  const { origin } = new URL(rootUrl);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new UpstreamFault({ type: 'redirect', status: 0, location: url.origin });
    const given = new Headers(init?.headers);
    const headers = new Headers({ 'user-agent': `runapi-deepseek/${VERSION}` });
    for (const name of SENT_HEADERS) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    return fetch(url, { ...init, headers, redirect: 'manual' });
  };
}

interface StatusError {
  status: number;
  /** The parsed `error` member of the body, or the body itself. */
  error: unknown;
  headers: Headers;
  message: string;
}

function toFault(error: unknown, apiKey: string): UpstreamFault {
  const fault = findFault(error);
  if (fault) return fault;
  if (!isStatusError(error))
    return new UpstreamFault({ type: 'connection', code: causeCode(error) }, { cause: error });
  const { status, headers } = error;
  if (status >= 300 && status < 400) {
    return new UpstreamFault({ type: 'redirect', status, location: headers.get('location') ?? undefined });
  }
  return new UpstreamFault(
    {
      type: 'status',
      status,
      body: error.error,
      retryAfterMs: parseRetryAfter(headers.get('retry-after')),
      requestId: readRequestId(headers, apiKey),
    },
    { cause: error },
  );
}

function isStatusError(error: unknown): error is StatusError {
  return error instanceof Error && typeof (error as Partial<StatusError>).status === 'number';
}

function findFault(error: unknown): UpstreamFault | undefined {
  if (error instanceof UpstreamFault) return error;
  return error instanceof Error ? findFault(error.cause) : undefined;
}
