import type { OpenAI } from 'openai/client';
import type { Connection } from '../config/config.ts';
import { causeCode, UpstreamFault } from './errors/fault.ts';
import { PROTOCOL_HEADERS } from './pinned-fetch.ts';
import type { UpstreamResponse } from './transport/response.ts';

export interface GatewayRequest {
  method: 'get' | 'post';
  /** Below the root, with a leading slash. */
  path: string;
  /** How the key is sent, and whatever else the protocol asks for. */
  headers: Record<string, string>;
  body?: Record<string, unknown>;
  signal: AbortSignal;
  /** Called when the client is loaded and the request leaves. */
  onSend?: () => void;
}

/** Sends one request, once, and returns its 2xx response unread. */
export type Gateway = (request: GatewayRequest) => Promise<UpstreamResponse>;

/**
 * The way to the gateway: one OpenAI client for all protocols, which is loaded on first use since most
 * sessions that start the server never call it.
 *
 * @returns A function that throws {@link UpstreamFault} `status`, `redirect` or `connection`.
 */
export function createGateway(connection: Connection): Gateway {
  let client: Promise<OpenAI> | undefined;
  return async ({ method, path, headers, body, signal, onSend }) => {
    client ??= import('./openai-client.ts').then(({ createClient }) => createClient(connection));
    const { post, get } = await client.then((ready) => ({
      post: ready.post.bind(ready),
      get: ready.get.bind(ready),
    }));
    // As text: for an object, the client looks at classes of the runtime's fetch, and that loads all of it.
    const json = body && { body: JSON.stringify(body) };
    const options = { headers: { ...NO_HEADERS, ...(json && JSON_TYPE), ...headers }, signal, ...json };
    onSend?.();
    try {
      return await (method === 'post' ? post(path, options) : get(path, options)).asResponse();
    } catch (error) {
      throw toFault(error);
    }
  };
}

/** None of the environment's. */
const NO_HEADERS = Object.fromEntries(PROTOCOL_HEADERS.map((name) => [name, null]));

const JSON_TYPE = { 'content-type': 'application/json' };

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
