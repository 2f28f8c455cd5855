import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerText, NextLook } from './answer.ts';
import { record, type Exchange } from './exchange.ts';
import type { FaultName } from './faults.ts';
import { handle, type SandboxState } from './handle.ts';
import { DEFAULT_MODELS } from './models.ts';
import { createPrefixCache } from './prefix-cache.ts';
import { createOutput } from './output.ts';

export { FAULTS, PIECES_BEFORE_FAULT, type FaultName } from './faults.ts';
export type { Exchange } from './exchange.ts';

export interface SandboxOptions {
  /** On 127.0.0.1; 0, the default, is a free one. */
  port?: number;
  /** The only key to accept; any by default. */
  apiKey?: string;
  timeToFirstTokenMs?: number;
  /** As fast as the client reads by default. */
  tokensPerSecond?: number;
  /** How fast it reads what its cache does not hold, before the first token; at once by default. */
  inputTokensPerSecond?: number;
  /** How long the connection is silent before a comment is sent; 1000 by default. */
  keepAliveMs?: number;
  /** Played on each completion that names no fault of its own. */
  fault?: FaultName;
  /** How many completions play `fault`; all by default. */
  faultTimes?: number;
  /** How long `comments-then-answer` sends comments; 6000 by default. */
  commentsForMs?: number;
  models?: readonly string[];
  /** In place of the sandbox's own answers. */
  answer?: AnswerText;
  /** In place of the places that the sandbox looks at by itself. */
  look?: NextLook;
}

export interface Sandbox extends AsyncDisposable {
  /** The root, without `/v1`. */
  readonly url: string;
  readonly port: number;
  /** The latest 10,000 requests, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** What arrived at the other origin that the fault `redirect` points to. */
  readonly redirected: readonly Exchange[];
  readonly close: () => Promise<void>;
}

/** Starts a stand-in for RunAPI on loopback: four endpoints, DeepSeek's shapes, and faults by name. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { keepAliveMs = 1000 } = options;
  const redirected: Exchange[] = [];
  const elsewhere = await listen(0, (request, response) => {
    record(redirected, describe(request));
    response.end();
  });
  const exchanges: Exchange[] = [];
  const state: SandboxState = {
    apiKey: options.apiKey,
    models: options.models ?? DEFAULT_MODELS,
    fault: options.fault,
    faultsLeft: options.faultTimes ?? Infinity,
    answerText: options.answer,
    nextLook: options.look,
    cache: createPrefixCache(),
    redirectTo: `http://127.0.0.1:${portOf(elsewhere)}/v1/elsewhere`,
    requests: 0,
    pace: {
      timeToFirstTokenMs: options.timeToFirstTokenMs ?? 0,
      tokensPerSecond: options.tokensPerSecond,
      inputTokensPerSecond: options.inputTokensPerSecond,
      commentsForMs: options.commentsForMs ?? 6000,
    },
  };
  const server = await listen(options.port ?? 0, (request, response) => {
    const exchange = record(exchanges, describe(request));
    void handle(request, exchange, createOutput(response, exchange, keepAliveMs), state);
  }).catch(async (error: unknown) => {
    await stop(elsewhere);
    throw error;
  });
  const port = portOf(server);
  const close = async () => {
    await Promise.all([stop(server), stop(elsewhere)]);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    exchanges,
    redirected,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function describe({ method = '', url = '/', headers }: IncomingMessage) {
  return { method, path: url, headers };
}

/** On loopback only: the sandbox is nobody else's business. */
async function listen(
  port: number,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ noDelay: true, requestTimeout: 0 }, onRequest);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
