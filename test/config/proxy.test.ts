import { expect, test } from 'vitest';
import { readConnection, type Proxy } from '../../src/config/config.ts';
import { DelegateError } from '../../src/errors.ts';

const PROXY = 'http://proxy.example:3128';

function proxyFor(
  environment: Record<string, string>,
  rootUrl = 'https://gateway.example',
): Proxy | undefined {
  return readConnection({ RUNAPI_API_KEY: 'key', RUNAPI_BASE_URL: rootUrl, ...environment }).proxy;
}

test.for([
  [{ https_proxy: PROXY }, 'https_proxy'],
  [{ HTTPS_PROXY: PROXY }, 'HTTPS_PROXY'],
  [{ all_proxy: PROXY }, 'all_proxy'],
  [{ ALL_PROXY: PROXY }, 'ALL_PROXY'],
  [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other:1' }, 'https_proxy'],
  [{ https_proxy: '  ', HTTPS_PROXY: PROXY }, 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: PROXY, all_proxy: 'http://other:1' }, 'HTTPS_PROXY'],
  [{ all_proxy: PROXY, ALL_PROXY: 'http://other:1' }, 'all_proxy'],
] as const)('of %o, %s is used', ([environment, variable]) => {
  expect(proxyFor(environment)).toEqual({ url: PROXY, authorization: undefined, variable });
});

test.for([
  ['proxy.example:3128', 'http://proxy.example:3128'],
  ['http://proxy.example', 'http://proxy.example:1080'],
  ['http://proxy.example:80', 'http://proxy.example:80'],
  ['https://proxy.example', 'https://proxy.example:443'],
  ['HTTPS://Proxy.Example:8443/', 'https://proxy.example:8443'],
  ['http://[::1]:3128', 'http://[::1]:3128'],
  ['[fe80::1]', 'http://[fe80::1]:1080'],
  [' http://10.0.0.1:3128/ignored?x#y ', 'http://10.0.0.1:3128'],
] as const)('%s is the proxy %s', ([value, url]) => {
  expect(proxyFor({ HTTPS_PROXY: value })?.url).toBe(url);
});

test.for([
  ['user:secret', 'user:secret'],
  ['user', 'user:'],
  ['DOMAIN%5Cuser:p%40ss%3A1', String.raw`DOMAIN\user:p@ss:1`],
  ['user:p@ss', 'user:p@ss'],
  ['user:100%', 'user:100%'],
  ['user:100%%40%zz', 'user:100%@%zz'],
  ['user:%ff%41', 'user:%ff%41'],
  ['user:a/b?c#d', 'user:a/b?c#d'],
] as const)('the user info %s is sent as %s, and is in no other field', ([userInfo, clear]) => {
  const proxy = proxyFor({ HTTPS_PROXY: `http://${userInfo}@proxy.example:3128` });

  expect(proxy).toEqual({
    url: PROXY,
    authorization: `Basic ${Buffer.from(clear).toString('base64')}`,
    variable: 'HTTPS_PROXY',
  });
});

test.for([
  ['socks5://user:secret@proxy.example:1080', /HTTPS_PROXY is a SOCKS proxy \(socks5:\/\/\).*not supported/],
  ['SOCKS5H://proxy.example', /SOCKS/],
  ['socks4a://proxy.example', /SOCKS/],
  ['ftp://user:secret@proxy.example', /begins with ftp:\/\//],
  ['http://', /is not the URL of a proxy/],
  ['http://user:secret@', /is not the URL of a proxy/],
  ['http://user:secret@proxy.example:99999', /is not the URL of a proxy/],
  ['"http://user:secret@proxy.example:3128"', /is not the URL of a proxy/],
  ["'http://proxy.example:3128'", /is not the URL of a proxy/],
  ['http:/proxy.example:3128', /is not the URL of a proxy/],
  ['http:/user:secret@proxy.example:3128', /is not the URL of a proxy/],
  ['http://proxy.example:0', /is not the URL of a proxy/],
  ['http://user:secret@proxy example', /is not the URL of a proxy/],
  ['${HTTPS_PROXY}', /placeholder/],
] as const)('%s is a configuration error that does not show the password', ([value, message]) => {
  const read = () => proxyFor({ HTTPS_PROXY: value });

  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ kind: 'configuration' }) as DelegateError);
  expect(read).not.toThrow(/secret/);
});

test.for([
  'http://127.0.0.1:8080',
  'https://127.0.0.2',
  'https://localhost:8443',
  'https://[::1]',
  'http://localhost',
])('a gateway on loopback is never proxied: %s', (rootUrl) => {
  expect(
    proxyFor({ HTTPS_PROXY: PROXY, ALL_PROXY: 'socks5://x', HTTP_PROXY: PROXY }, rootUrl),
  ).toBeUndefined();
});

test('HTTP_PROXY is not used', () => {
  expect(proxyFor({ HTTP_PROXY: PROXY, http_proxy: PROXY })).toBeUndefined();
});

const DIRECT = [
  ['gateway.example', 'https://gateway.example'],
  ['.example', 'https://gateway.example'],
  ['example', 'https://gateway.example'],
  ['GATEWAY.Example.', 'https://gateway.example'],
  ['*', 'https://gateway.example'],
  ['*.example', 'https://gateway.example'],
  ['a.test, gateway.example', 'https://gateway.example'],
  ['a.test gateway.example', 'https://gateway.example'],
  ['a.test,\tgateway.example,', 'https://gateway.example'],
  ['gateway.example:443', 'https://gateway.example'],
  ['gateway.example:8443', 'https://gateway.example:8443'],
  ['10.1.2.3', 'https://10.1.2.3'],
  ['10.0.0.0/8', 'https://10.1.2.3'],
  ['0.0.0.0/0', 'https://10.1.2.3'],
  ['fd00::/8', 'https://[fd00::1]'],
  ['[fd00::1]', 'https://[fd00::1]'],
] as const;

const PROXIED = [
  ['teway.example', 'https://gateway.example'],
  ['other.example', 'https://gateway.example'],
  ['gateway.example:8443', 'https://gateway.example'],
  ['www.gateway.example', 'https://gateway.example'],
  ['.', 'https://gateway.example'],
  ['10.1.2.0/24', 'https://10.1.3.3'],
  ['10.1.2.3/99', 'https://10.1.2.3'],
  ['10.1.2.3/x', 'https://10.1.2.3'],
  ['1.2.3', 'https://10.1.2.3'],
  ['::/0', 'https://10.1.2.3'],
  ['10.0.0.0/8', 'https://gateway.example'],
] as const;

test.for(DIRECT)('NO_PROXY="%s" excepts %s', ([exceptions, rootUrl]) => {
  expect(proxyFor({ HTTPS_PROXY: PROXY, NO_PROXY: exceptions }, rootUrl)).toBeUndefined();
});

test.for(PROXIED)('NO_PROXY="%s" does not except %s', ([exceptions, rootUrl]) => {
  expect(proxyFor({ HTTPS_PROXY: PROXY, NO_PROXY: exceptions }, rootUrl)?.url).toBe(PROXY);
});

test('no_proxy comes before NO_PROXY, unless it is empty', () => {
  const environment = { HTTPS_PROXY: PROXY, NO_PROXY: 'gateway.example' };

  expect(proxyFor({ ...environment, no_proxy: 'other.example' })?.url).toBe(PROXY);
  expect(proxyFor({ ...environment, no_proxy: '' })).toBeUndefined();
});
