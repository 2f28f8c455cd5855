import { DelegateError } from '../errors.ts';
import { isLoopback } from './base-url.ts';
import { bypassesProxy } from './no-proxy.ts';
import { readVariable, type Environment } from './values.ts';

/** The proxy that connections to an https gateway go through. */
export interface Proxy {
  /** `http://host:port` or `https://host:port`, always with a port and never with a password. */
  readonly url: string;
  /** The value of `Proxy-Authorization`; undefined without a user name. */
  readonly authorization: string | undefined;
  /** The variable that named it. */
  readonly variable: string;
}

/** In the order in which curl reads them for an https URL. `HTTP_PROXY` is for plain http, which is never proxied. */
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** What curl takes where a URL names no port; for an https proxy it takes 443. */
const DEFAULT_HTTP_PORT = '1080';

/**
 * The proxy for a gateway, from the variables that curl reads.
 *
 * @param rootUrl - The gateway. Plain http and loopback are never proxied.
 * @returns Undefined where the connection is made directly.
 * @throws {DelegateError} `configuration` for a value that is no http or https proxy; its password is never shown.
 */
export function readProxy(environment: Environment, rootUrl: string): Proxy | undefined {
  const gateway = new URL(rootUrl);
  if (gateway.protocol !== 'https:' || isLoopback(gateway.hostname)) return undefined;
  const variable = VARIABLES.find((name) => environment[name]?.trim());
  if (variable === undefined) return undefined;
  const exceptions = ['no_proxy', 'NO_PROXY'].map((name) => environment[name]?.trim()).find(Boolean);
  if (exceptions !== undefined && bypassesProxy(exceptions, gateway)) return undefined;
  return parseProxy(variable, readVariable(environment, variable) ?? '');
}

function parseProxy(variable: string, value: string): Proxy {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(value) ?? [];
  const protocol = scheme.toLowerCase();
  if (protocol.startsWith('socks')) {
    throw invalid(variable, `is a SOCKS proxy (${protocol}://), and SOCKS is not supported`);
  }
  if (protocol !== 'http' && protocol !== 'https') {
    throw invalid(variable, `begins with ${protocol.slice(0, 20)}://, which is no kind of HTTP proxy`);
  }
  // As curl does, the last @ ends the user name and password, whatever characters these have.
  const at = rest.lastIndexOf('@');
  const userInfo = at === -1 ? undefined : rest.slice(0, at);
  const address = rest.slice(at + 1).replace(/[/?#].*$/s, '');
  const url = URL.canParse(`http://${address}`) ? new URL(`http://${address}`) : undefined;
  const isHost = /^(?:\[[\da-f:.]+\]|[\w.-]+)$/i.test(url?.hostname ?? '');
  // What begins with "http:/" lacks a slash, and has no host of that name.
  if (!url || !isHost || url.port === '0' || /[\s\\]/.test(address) || /^https?:\//i.test(rest)) {
    throw invalid(variable, 'is not the URL of a proxy');
  }
  const given = /:(\d+)$/.exec(address)?.[1];
  const port = given ?? (protocol === 'https' ? '443' : DEFAULT_HTTP_PORT);
  return { url: `${protocol}://${url.hostname}:${Number(port)}`, authorization: basic(userInfo), variable };
}

function basic(userInfo: string | undefined): string | undefined {
  if (!userInfo) return undefined;
  const [user = '', ...password] = userInfo.split(':');
  const text = `${decode(user)}:${decode(password.join(':'))}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** A percent sign that encodes nothing stands for itself, whatever else is encoded. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

function invalid(variable: string, problem: string): DelegateError {
  return new DelegateError(
    'configuration',
    `${variable} ${problem}.`,
    `Ask the user to set ${variable} to an HTTP proxy, such as http://proxy.example:3128, or unset it, and to restart the server. NO_PROXY names hosts that are reached without the proxy.`,
  );
}
