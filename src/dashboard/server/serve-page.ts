import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DelegateError } from '../../errors.ts';
import type { Api } from '../api.ts';
import type { ActionError } from '../views.ts';
import type { Assets } from './assets.ts';
import type { Guard } from './guard.ts';
import { SECURITY_HEADERS } from './headers.ts';

interface PageOptions {
  /** Undefined until the port is known. */
  readonly guard: () => Guard | undefined;
  readonly assets: Assets;
  readonly api: Api;
  /** Answers with the stream of events. */
  readonly stream: (response: ServerResponse) => void;
}

/** The page, and what it asks for. Nothing is answered that the guard refuses. */
export function createPageServer({ guard, assets, api, stream }: PageOptions): Server {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: target = '', headers } = request;
    // What a request sends along is of no use to anybody.
    request.resume();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const url = parseTarget(target);
    const refused = url ? (guard()?.({ method, path: url.pathname, headers }) ?? undefined) : 400;
    if (!url || refused !== undefined) return void response.writeHead(refused ?? 400).end();
    const asset = method === 'GET' ? assets.get(url.pathname) : undefined;
    if (asset) return void response.writeHead(200, { 'content-type': asset.type }).end(asset.content);
    if (url.pathname === '/api/events' && method === 'GET') return stream(response);
    const found = await api(method, url);
    if (!found) return void response.writeHead(404).end();
    sendJson(response, 200, found);
  };
  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => sendError(response, error));
  });
}

/** Only paths: a proxy is asked for whole URLs. */
function parseTarget(target: string): URL | undefined {
  const url = `http://page${target}`;
  return target.startsWith('/') && URL.canParse(url) ? new URL(url) : undefined;
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  if (!(error instanceof DelegateError)) {
    // The cause may hold paths or text that nobody has looked at.
    return sendJson(response, 500, {
      error: 'The dashboard could not read that.',
      next: 'See what "runs show" says about it.',
    } satisfies ActionError);
  }
  sendJson(response, error.kind === 'input' ? 409 : 500, {
    error: error.what,
    next: error.nextForPerson,
  } satisfies ActionError);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
