import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Proxy } from '../../config/config.ts';
import { UpstreamFault } from '../errors/fault.ts';
import { connectionCode } from './connection-code.ts';

/** A proxy that has not opened the tunnel by then will not; it may have to wait for the gateway itself. */
const OPEN_TIMEOUT_MS = 30_000;

/**
 * The connections to one https gateway through a proxy: each is a tunnel by CONNECT, with TLS to the gateway inside, so
 * that the proxy sees neither the key nor the request. Whatever fails before the tunnel is open is a fault of the proxy.
 */
export function createTunnelAgent(proxy: Proxy, options: AgentOptions): Agent {
  return new TunnelAgent(proxy, options);
}

/** An option of the request for the agent, since Node keeps the request's own signal from it. */
export interface TunnelOptions {
  readonly abortSignal: AbortSignal;
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

class TunnelAgent extends HttpsProxyAgent<string> {
  constructor({ url, authorization }: Proxy, options: AgentOptions) {
    super(url, { ...options, headers: authorization ? { 'Proxy-Authorization': authorization } : {} });
  }

  override async connect(request: ClientRequest, options: ConnectOptions) {
    const opening = startOpening((options as unknown as TunnelOptions).abortSignal);
    request.once('proxyConnect', refuseOthers);
    try {
      // Read before the first wait inside: it is the option of this connection alone.
      this.connectOpts = { ...this.connectOpts, signal: opening.signal };
      return await super.connect(request, { ...options, ...verifying(String(options.host)) });
    } catch (error) {
      opening.abort();
      if (error instanceof UpstreamFault) throw error;
      const code = opening.isLate() ? 'ETIMEDOUT' : connectionCode(error);
      throw new UpstreamFault({ type: 'proxy-connection', code });
    } finally {
      request.off('proxyConnect', refuseOthers);
      opening.end();
    }
  }
}

/** What ends the connection to the proxy: an abort of the request, or time. */
function startOpening(aborted: AbortSignal) {
  const controller = new AbortController();
  let isLate = false;
  const abort = () => controller.abort();
  aborted.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, OPEN_TIMEOUT_MS);
  return {
    signal: controller.signal,
    isLate: () => isLate,
    abort,
    /** A connection outlives the request that opened it. */
    end() {
      clearTimeout(timer);
      aborted.removeEventListener('abort', abort);
    },
  };
}

/** The library would pass the proxy's refusal on as if the gateway had answered. */
function refuseOthers({ statusCode, statusText }: { statusCode: number; statusText: string }): void {
  if (statusCode === 200) return;
  const status = Number.isInteger(statusCode) ? statusCode : 0;
  throw new UpstreamFault({ type: 'proxy-refusal', status, reason: statusText });
}

/** The library leaves the host out, and a certificate for an address would be compared with `localhost`. */
function verifying(host: string) {
  const { checkServerIdentity } = process.getBuiltinModule('node:tls');
  return {
    checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(host, certificate),
  };
}
