import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Listening } from '../../support/listen.ts';
import { startProxy, type TestProxy, type TestProxyOptions } from '../../support/proxy.ts';
import { tlsFixture } from '../../support/tls.ts';
import { answerWhole } from '../../support/upstream.ts';
import { listenWithTls } from './support.ts';

/** It cannot be resolved: only the proxy knows where it is. */
export const GATEWAY = 'https://gateway.example:8443';
export const PASSWORD = 'pr0xy-S3cret';
export const TRUSTED = { NODE_EXTRA_CA_CERTS: tlsFixture('gateway-authority.pem') };

export interface Network extends AsyncDisposable {
  readonly gateway: Listening;
  readonly proxy: TestProxy;
  readonly received: IncomingHttpHeaders[];
}

/** A gateway over TLS that only a proxy can reach. @param answer - Of the gateway, once the request is there. */
export async function openNetwork(
  options: Partial<TestProxyOptions> = {},
  answer: (response: ServerResponse) => unknown = answerWhole,
): Promise<Network> {
  const received: IncomingHttpHeaders[] = [];
  const gateway = await listenWithTls('gateway', (request, response) => {
    received.push(request.headers);
    request.resume();
    void answer(response);
  });
  const proxy = await startProxy({ gatewayPort: gateway.port, ...options });
  return {
    gateway,
    proxy,
    received,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}
