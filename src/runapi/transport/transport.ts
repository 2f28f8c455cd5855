import type { Agent, IncomingMessage } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { createResponse, type UpstreamResponse } from './response.ts';
import type { TunnelOptions } from './tunnel.ts';

export interface TransportRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Ends the request at any moment: look-up, connection, handshake, headers and body. */
  readonly signal: AbortSignal;
}

/**
 * Sends one request over `agent`, once. Redirects are not followed.
 *
 * @returns Resolves when the headers are there; rejects with the error of the system, of TLS or of the parser.
 */
export function sendRequest(
  { url, method, headers, body, signal }: TransportRequest,
  agent: Agent,
): Promise<UpstreamResponse> {
  const { request: open } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const forTunnel: TunnelOptions = { abortSignal: signal };
    const request = open({ ...urlToHttpOptions(url), method, headers, agent, ...forTunnel });
    const onAbort = () => {
      const error = new Error('The request was aborted.');
      request.destroy(error);
      // A request that has no connection yet does not report its end.
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      reject(new Error('The connection was closed without a response.'));
    });
    let response: IncomingMessage | undefined;
    request.once('response', (incoming: IncomingMessage) => {
      response = incoming;
      try {
        resolve(createResponse(incoming));
      } catch (error) {
        request.destroy(error as Error);
        reject(error);
      }
    });
    // What cannot be parsed in the middle of a body is reported here as well, and the body has to end with it.
    request.on('error', (error) => (response ? response.destroy(error) : reject(error)));
    request.end(body);
  });
}
