import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  type NodeIncomingMessageLike,
} from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { readConfig } from '../../src/config/config.ts';
import { createDelegation } from '../../src/delegation/delegation.ts';
import { writeInstructions } from '../../src/mcp/instructions.ts';
import { createServer } from '../../src/mcp/server.ts';

/** Our server behind HTTP on loopback, for checkers that speak nothing else. */
export async function startHttpHost(
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const delegation = createDelegation(readConfig(environment));
  const defects: unknown[] = [];
  const handler = createMcpHandler(() =>
    createServer({
      instructions: writeInstructions({ checks: [] }),
      delegation: () => delegation,
      onDefect: (error) => defects.push(error),
    }),
  );
  const serve = toNodeHandler(handler);
  const [isLocalHost, isLocalOrigin] = [localhostHostValidation(), localhostOriginValidation()];
  const http = createHttpServer((request, response) => {
    if (!isLocalHost(request, response) || !isLocalOrigin(request, response)) return;
    // Node's type says of a field that it may be undefined, the SDK's that it may be absent.
    void serve(request as NodeIncomingMessageLike, response);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
      await handler.close();
      await delegation.close();
      if (defects.length > 0) throw new Error(`The server had ${defects.length} defects.`);
    },
  };
}
