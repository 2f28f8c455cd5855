import type { OpenAI } from 'openai';
import type { Connection } from '../config/config.ts';
import { VERSION } from '../version.ts';
import { parseErrorText } from './errors/error-text.ts';
import { causeCode, UpstreamFault } from './errors/fault.ts';
import { parseRetryAfter } from './retry.ts';
import { readRequestId } from './errors/upstream-text.ts';
import { createAgent } from './transport/agent.ts';
import { connectionCode } from './transport/connection-code.ts';
import { ACCEPTED_ENCODINGS } from './transport/content-encoding.ts';
import type { UpstreamResponse } from './transport/response.ts';
import { sendRequest } from './transport/transport.ts';

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
export type Gateway = (request: GatewayRequest) => Promise<UpstreamResponse>;

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
    // As text: for an object, the client looks at classes of the runtime's fetch, and that loads all of it.
    const json = body && { body: JSON.stringify(body) };
    const options = { headers: { ...NO_HEADERS, ...(json && JSON_TYPE), ...headers }, signal, ...json };
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

const JSON_TYPE = { 'content-type': 'application/json' };

/** What is sent, whatever the client would add. */
const SENT_HEADERS = ['accept', 'content-type', ...Object.keys(NO_HEADERS)];

/**
 * A `fetch` that leaves the configured origin neither by its URL nor by a redirect.
 *
 * @returns Responses of 2xx only; everything else is thrown, as the client keeps only a part of an error's body.
 */
function createPinnedFetch(rootUrl: string, apiKey: string): typeof fetch {
  const root = new URL(rootUrl);
  const agent = createAgent(root);
  const pinned = async (input: string, init: PinnedInit): Promise<UpstreamResponse> => {
    const url = new URL(input);
    if (url.origin !== root.origin)
      throw new UpstreamFault({ type: 'redirect', status: 0, location: url.origin });
    const { method, body, signal } = init;
    const headers = { ...OWN_HEADERS, ...pickHeaders(init.headers) };
    const response = await sendRequest({ url, method, headers, body, signal }, agent).catch(rejectConnection);
    if (response.ok) return response;
    throw await refusal(response, apiKey);
  };
  return pinned as unknown as typeof fetch;
}

/** What the client calls its `fetch` with. */
interface PinnedInit {
  readonly method: string;
  readonly headers: Pick<Headers, 'get'>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const OWN_HEADERS = {
  'user-agent': `runapi-deepseek/${VERSION}`,
  'accept-encoding': ACCEPTED_ENCODINGS,
};

function pickHeaders(given: PinnedInit['headers']): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of SENT_HEADERS) {
    const value = given.get(name);
    if (value !== null) picked[name] = value;
  }
  return picked;
}

/** Without its cause: the client drops an error whose cause speaks of a time-out, and the code with it. */
function rejectConnection(error: unknown): never {
  if (error instanceof UpstreamFault) throw error;
  throw new UpstreamFault({ type: 'connection', code: connectionCode(error) });
}

async function refusal(response: UpstreamResponse, apiKey: string): Promise<UpstreamFault> {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return new UpstreamFault({ type: 'redirect', status, location: headers.get('location') ?? undefined });
  }
  return new UpstreamFault({
    type: 'status',
    status,
    // A body that breaks off has nothing to add to the status.
    body: parseErrorText(await response.text().catch(() => '')),
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
