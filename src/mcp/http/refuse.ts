import type { ServerResponse } from 'node:http';

interface RefusalOptions {
  /** Of JSON-RPC; -32000 by default. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with an error of JSON-RPC for no particular request, and closes the connection: its body may be unread. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  { code = -32_000, headers }: RefusalOptions = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(body);
}
