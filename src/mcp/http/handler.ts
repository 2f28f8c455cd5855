import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler, toWebRequest, type NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest, type McpServer } from '@modelcontextprotocol/server';
import type { Guard } from './guard.ts';
import { BodyError, MAX_BODY_BYTES, readBody } from './read-body.ts';
import { refuse } from './refuse.ts';
import { createSessions } from './sessions.ts';

export interface HttpHandlerOptions {
  readonly guard: Guard;
  readonly createServer: () => McpServer;
  /** Called with failures that no client is told; must not throw. */
  readonly onError: (error: unknown) => void;
}

export interface HttpHandler {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where the protocol is spoken. */
export const MCP_PATH = '/mcp';

/** Calls at once, over all clients: each may bring a body of some megabytes. */
const MAX_CALLS = 512;
const MAX_SESSIONS = 1000;
const MAX_IDLE_MS = 30 * 60_000;
const MAX_SUBSCRIPTIONS = 256;

const METHODS = ['GET', 'POST', 'DELETE'];

/** MCP over HTTP in both eras: 2026-07-28 request by request, the older revisions with sessions. */
export function createHttpHandler({ guard, createServer, onError }: HttpHandlerOptions): HttpHandler {
  const modern = createMcpHandler(createServer, {
    legacy: 'reject',
    maxRequestBodySize: MAX_BODY_BYTES,
    maxSubscriptions: MAX_SUBSCRIPTIONS,
  });
  const serveModern = toNodeHandler(modern, { maxRequestBodySize: MAX_BODY_BYTES, onerror: onError });
  const sessions = createSessions({ createServer, maxSessions: MAX_SESSIONS, maxIdleMs: MAX_IDLE_MS });
  let calls = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    // Node's type says of a field that it may be undefined, the SDK's that it may be absent.
    const forSdk = request as NodeIncomingMessageLike;
    if (request.method !== 'POST') return sessions.handle(request, response, undefined);
    const body = await readBody(request);
    const isLegacy = await isLegacyRequest(await toWebRequest(forSdk, body), body);
    return isLegacy ? sessions.handle(request, response, body) : serveModern(forSdk, response, body);
  };

  return {
    async handle(request, response) {
      if (!guard(request, response)) return;
      const { method = '', url = '' } = request;
      if (url.replace(/\?.*/s, '') !== MCP_PATH)
        return refuse(response, 404, `MCP is served at ${MCP_PATH}.`);
      if (!METHODS.includes(method)) {
        return refuse(response, 405, `${MCP_PATH} takes ${METHODS.join(', ')}.`, {
          headers: { allow: METHODS.join(', ') },
        });
      }
      const isCall = method === 'POST';
      if (isCall && calls >= MAX_CALLS) {
        return refuse(response, 503, 'Too many calls at once. Try again later.', {
          headers: { 'retry-after': '5' },
        });
      }
      if (isCall) {
        calls += 1;
        response.once('close', () => (calls -= 1));
      }
      try {
        await serve(request, response);
      } catch (error) {
        if (error instanceof BodyError) return refuse(response, error.status, error.message, error);
        // A client that left in the middle of its request is no failure.
        if (!request.destroyed) onError(error);
        refuse(response, 500, 'Internal error.', { code: -32_603 });
      }
    },
    async close() {
      await sessions.close();
      await modern.close();
    },
  };
}
