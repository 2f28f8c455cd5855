import { isIPv4 } from 'node:net';
import { DelegateError } from '../errors.ts';

const VERSION_PATH = /\/(v1|v1beta)$/;

/**
 * Turns a configured base URL into the gateway's root, without a trailing `/v1` or `/v1beta`: each
 * protocol adds its own path.
 *
 * @param name - The variable or file entry that the message names.
 * @throws {DelegateError} `configuration` for anything but https, or http on loopback.
 */
export function readBaseUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid(name, `${quote(value)} which is not an http or https URL`, 'https://runapi.ai');
  }
  if (url.username || url.password) {
    throw invalid(name, 'a URL that carries a user name or a password', url.origin);
  }
  if (url.search || url.hash) {
    throw invalid(name, 'a URL with a query or a fragment', url.origin + url.pathname);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalid(
      name,
      `"${url.origin}", which would send the key unencrypted (plain http is for loopback only)`,
      `https://${url.host}`,
    );
  }
  return (url.origin + url.pathname).replace(/\/+$/, '').replace(VERSION_PATH, '');
}

/** A value without a dot or a colon may be the key, in the wrong variable; one with an `@` may hold a password. */
function quote(value: string): string {
  return value.includes('@') || !/[.:]/.test(value) ? 'set to something' : `"${value.slice(0, 100)}",`;
}

export function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === 'localhost.' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function invalid(name: string, problem: string, example: string): DelegateError {
  return new DelegateError(
    'configuration',
    `${name} is ${problem}.`,
    `Ask the user to set it to a URL such as ${example} and to restart the server.`,
  );
}
