import type { Proxy } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import { toObstacleError } from './connection-error.ts';
import type { Fault } from './fault.ts';
import { upstreamText } from './upstream-text.ts';

/** The part of a proxy that may be shown; there is always one where it has a fault. */
type ShownProxy = Pick<Proxy, 'url' | 'variable'> | undefined;

const UNKNOWN_PROXY = { url: 'in use', variable: 'HTTPS_PROXY' };

/** A proxy that could not be reached, or that broke off before the tunnel was open. */
export function toProxyConnectionError(code: string | undefined, proxy: ShownProxy): DelegateError {
  const { url, variable } = proxy ?? UNKNOWN_PROXY;
  const checkUrl = `Ask the user to check ${variable}.`;
  const obstacle = toObstacleError(code, { name: `the proxy ${url}`, checkUrl });
  if (obstacle) return capitalised(obstacle);
  return new DelegateError(
    'transport',
    `No connection to the proxy ${url}${code ? ` (${code})` : ''}.`,
    `Ask the user to check ${variable} and the network; NO_PROXY names hosts that are reached without the proxy.`,
    { retryable: true },
  );
}

function capitalised(error: DelegateError): DelegateError {
  const what = error.what.replace(/^the/, 'The');
  return new DelegateError(error.kind, what, error.voices);
}

interface RefusalContext {
  readonly rootUrl: string;
  readonly proxy: Proxy | undefined;
  readonly apiKey: string;
}

/** What a proxy answered instead of opening a tunnel to the gateway. */
export function toProxyRefusal(
  { status, reason }: Extract<Fault, { type: 'proxy-refusal' }>,
  { rootUrl, proxy, apiKey }: RefusalContext,
): DelegateError {
  const { url, variable } = proxy ?? UNKNOWN_PROXY;
  if (status === 0) {
    return new DelegateError(
      'transport',
      `The proxy ${url} does not speak HTTP.`,
      `Ask the user to check ${variable}.`,
    );
  }
  const words = upstreamText(reason, [apiKey, ...passwordsOf(proxy)], 60);
  const answer = `HTTP ${status}${words ? ` ${words}` : ''}`;
  if (status === 407) {
    return new DelegateError(
      'configuration',
      `The proxy ${url} asks for a user name and password, or refused those that it was given (${answer}).`,
      `Ask the user to set ${variable} to http://USER:PASSWORD@HOST:PORT (Basic authentication; special characters percent-encoded) and to restart the server.`,
    );
  }
  const isPassing = status === 408 || status === 429 || (status >= 500 && status !== 501);
  if (isPassing) {
    return new DelegateError(
      'transport',
      `The proxy ${url} could not connect to ${rootUrl} (${answer}).`,
      'Ask the user to check the base URL and whether the proxy may reach it.',
      { retryable: true },
    );
  }
  return new DelegateError(
    'transport',
    `The proxy ${url} does not allow a connection to ${rootUrl} (${answer}).`,
    `Ask the user to have it allowed there, or correct ${variable}; NO_PROXY names hosts that are reached without the proxy. Do not retry.`,
  );
}

/** A proxy might repeat what it was given, as it was sent and in clear. */
function passwordsOf(proxy: Proxy | undefined): string[] {
  const encoded = proxy?.authorization?.replace(/^Basic /, '') ?? '';
  const clear = Buffer.from(encoded, 'base64').toString();
  return [encoded, clear, clear.slice(clear.indexOf(':') + 1)].filter(Boolean);
}
