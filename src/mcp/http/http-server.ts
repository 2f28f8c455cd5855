import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkNames } from '../../config/checks.ts';
import type { Environment } from '../../config/config.ts';
import {
  parseHttpAddress,
  readHttpSettings,
  refuseOpenAddress,
  type HttpAddress,
} from '../../config/http.ts';
import { DelegateError } from '../../errors.ts';
import { writeInstructions } from '../instructions.ts';
import { openDelegation, reportDefect } from '../open-delegation.ts';
import { createServer } from '../server.ts';
import { createGuard } from './guard.ts';
import { createHttpHandler, MCP_PATH, type HttpHandler } from './handler.ts';

/** A run that no client has waited for in this time ends; its text is kept. */
const ABANDON_AFTER_MS = 10 * 60_000;
/** How long the answers of aborted calls may take to be sent. */
const LAST_ANSWERS_MS = 300;

export interface HttpServing {
  /** `http://HOST:PORT/mcp`. */
  readonly url: string;
  /** The bearer token that was made for this server; undefined where the environment has one. */
  readonly madeToken: string | undefined;
  /** Aborts all runs, answers what is under way, and ends. */
  readonly close: () => Promise<void>;
}

/**
 * Serves MCP over Streamable HTTP.
 *
 * @param address - `[HOST:]PORT`
 * @throws {DelegateError} `input` for the address; `configuration` for the variables, or an address open to others.
 */
export async function serveHttp(address: string, environment: Environment): Promise<HttpServing> {
  const { host, port } = parseHttpAddress(address);
  const settings = readHttpSettings(environment);
  refuseOpenAddress({ host, port }, settings);
  // The folder that a service starts in is not meant for its clients.
  const served = { ...environment, DEEPSEEK_ROOTS: environment['DEEPSEEK_ROOTS']?.trim() || 'none' };
  const { delegation, abort } = openDelegation(served, {
    workerEnvironment: settings.mayDetach ? served : undefined,
    abandonAfterMs: ABANDON_AFTER_MS,
  });
  const instructions = writeInstructions({ checks: checkNames(served) });
  const madeToken = settings.token === undefined ? randomBytes(32).toString('base64url') : undefined;
  const hostname = host.includes(':') ? `[${host}]` : host;
  const handler = createHttpHandler({
    guard: createGuard({ token: settings.token ?? madeToken ?? '', hosts: [hostname, ...settings.hosts] }),
    createServer: () => createServer({ instructions, delegation, onDefect: reportDefect }),
    onError: reportDefect,
  });
  const server = createListener(handler);
  await listen(server, { host, port });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${hostname}:${bound}${MCP_PATH}`,
    madeToken,
    async close() {
      server.close();
      await abort();
      await sleep(LAST_ANSWERS_MS);
      await handler.close();
      server.closeAllConnections();
    },
  };
}

/** Connections that do not get on with their request end; each that waits for an answer is probed now and then. */
function createListener({ handle }: HttpHandler): Server {
  const server = createHttpServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 2_000,
      // Longer than clients and reverse proxies keep an idle connection, or their next request could meet its end.
      keepAliveTimeout: 75_000,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
    },
    (request, response) => {
      response.on('error', () => undefined);
      void handle(request, response);
    },
  );
  server.maxConnections = 4096;
  return server;
}

async function listen(server: Server, { host, port }: HttpAddress): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DelegateError(
      'input',
      `Port ${port} on ${host} cannot be used (${code}).`,
      'Give another address or port to --http; 0 is a free port.',
      { cause },
    );
  }
}
