import type { OpenAI } from 'openai';
import type { Connection } from '../config/config.ts';
import { VERSION } from '../version.ts';
import { causeCode, UpstreamFault } from './errors/fault.ts';
import { parseRetryAfter } from './retry.ts';
import { readRequestId } from './errors/upstream-text.ts';

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
    const options = { headers: { ...NO_HEADERS, ...headers }, signal, ...(body && { body }) };
    try {
      return await (method === 'post' ? post(path, options) : get(path, options)).asResponse();
    } catch (error) {
      throw toFault(error);
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
    fetch: createPinnedFetch(rootUrl, apiKey),
  });
}

/** Each protocol sets those of them that are its own; the others may come from `OPENAI_CUSTOM_HEADERS`. */
const NO_HEADERS = {
  'anthropic-version': null,
  authorization: null,
  'x-api-key': null,
  'x-goog-api-key': null,
};

/** What is sent, whatever the client would add. */
const SENT_HEADERS = ['accept', 'content-type', ...Object.keys(NO_HEADERS)];

/**
 * A `fetch` that leaves the configured origin neither by its URL nor by a redirect.
 *
 * @returns Responses of 2xx only; everything else is thrown, as the client keeps only a part of an error's body.
 */
function createPinnedFetch(rootUrl: string, apiKey: string): typeof fetch {
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
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    if (response.ok) return response;
    throw await refusal(response, apiKey);
  };
}

async function refusal(response: Response, apiKey: string): Promise<UpstreamFault> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return new UpstreamFault({ type: 'redirect', status, location: headers.get('location') ?? undefined });
  }
  return new UpstreamFault({
    type: 'status',
    status,
    // A page of HTML, or a body that breaks off, has nothing to add to the status.
    body: await response.json().catch(() => undefined),
    retryAfterMs: parseRetryAfter(headers.get('retry-after')),
    requestId: readRequestId(headers, apiKey),
  });
}

/** The client wraps what its `fetch` throws. */
function toFault(error: unknown): UpstreamFault {
  return (
    findFault(error) ?? new UpstreamFault({ type: 'connection', code: causeCode(error) }, { cause: error })
  );
}

function findFault(error: unknown): UpstreamFault | undefined {
  if (error instanceof UpstreamFault) return error;
  return error instanceof Error ? findFault(error.cause) : undefined;
}
