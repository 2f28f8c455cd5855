import { once } from 'node:events';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { start } from './binary.ts';
import type { Era } from './server.ts';
import { until } from './until.ts';

export const HTTP_TOKEN = 'http-token-1c9f';

export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Ends it by SIGTERM. @returns Its exit code. */
  readonly stop: () => Promise<number | null>;
}

/** The built command as `serve --http`, on a free port unless an address is given. */
export async function startHttpServer(
  environment: Readonly<Record<string, string>>,
  address = '0',
): Promise<HttpServer> {
  const child = start(['serve', '--http', address], {
    environment: { DEEPSEEK_HTTP_TOKEN: HTTP_TOKEN, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // It ignores its stdin, also the end of it.
  child.stdin.end();
  const closed = once(child, 'close');
  await until('the server listens', () => stderr.includes('/mcp\n') || child.exitCode !== null);
  const url = /http:\S+\/mcp/.exec(stderr)?.[0];
  if (url === undefined) throw new Error(stderr);
  const stop = async () => {
    child.kill('SIGTERM');
    const [exitCode] = (await closed) as [number | null];
    return exitCode;
  };
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

export interface HttpClient extends AsyncDisposable {
  readonly client: Client;
}

/** The SDK's client, in either era. */
export async function connectOverHttp({ url }: Pick<HttpServer, 'url'>, era: Era): Promise<HttpClient> {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${HTTP_TOKEN}` } },
  });
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'initialize' ? 'legacy' : { pin: '2026-07-28' } } },
  );
  await client.connect(transport);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await transport.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
}

/** The first message of the older revisions. */
export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

/** A POST by hand. */
export function postMcp(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    signal,
    headers: {
      authorization: `Bearer ${HTTP_TOKEN}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
