import { expect, test } from 'vitest';
import { builtOnce, runInMemory } from '../../support/command.ts';
import type { TestProxyOptions } from '../../support/proxy.ts';
import { environmentFor } from '../../support/server.ts';
import { GATEWAY, openNetwork, PASSWORD } from './proxy-network.ts';

const answer = (head: string) => ({ refusal: { bytes: `HTTP/1.1 ${head}\r\nContent-Length: 0\r\n\r\n` } });

interface Fault {
  readonly options: Partial<TestProxyOptions>;
  readonly message: RegExp;
  readonly exitCode: number;
  readonly attempts: number;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'a proxy that repeats the password': {
    options: answer(`403 user:${PASSWORD} ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`),
    message: /does not allow/,
    exitCode: 1,
    attempts: 1,
  },
  '407': {
    options: answer('407 Proxy Authentication Required'),
    message: /The proxy http:\/\/127\.0\.0\.1:\d+ asks for a user name and password.*HTTP 407.*HTTPS_PROXY/,
    exitCode: 2,
    attempts: 1,
  },
  '403': {
    options: answer('403 Forbidden by policy'),
    message:
      /The proxy \S+ does not allow a connection to https:\/\/gateway\.example:8443 \(HTTP 403 Forbidden by policy\)/,
    exitCode: 1,
    attempts: 1,
  },
  '405': {
    options: answer('405 No CONNECT'),
    message: /The proxy \S+ does not allow/,
    exitCode: 1,
    attempts: 1,
  },
  '502': {
    options: answer('502 Bad Gateway'),
    message: /The proxy \S+ could not connect to https:\/\/gateway\.example:8443 \(HTTP 502 Bad Gateway\)/,
    exitCode: 1,
    attempts: 3,
  },
  'no answer': {
    options: { refusal: { bytes: '' } },
    message: /No connection to the proxy http:\/\/127\.0\.0\.1:\d+/,
    exitCode: 1,
    attempts: 3,
  },
  'half an answer': {
    options: { refusal: { bytes: 'HTTP/1.1 200 Conn' } },
    message: /No connection to the proxy/,
    exitCode: 1,
    attempts: 3,
  },
  'no HTTP': {
    options: { refusal: { bytes: 'SSH-2.0-OpenSSH_9.6\r\n\r\n' } },
    message: /The proxy \S+ does not speak HTTP/,
    exitCode: 1,
    attempts: 1,
  },
  'a tunnel that leads nowhere': {
    options: { isCutAtOnce: true },
    message: /No connection to https:\/\/gateway\.example:8443 \(ECONNRESET\).*through the proxy/,
    exitCode: 1,
    attempts: 3,
  },
};

// None of them needs an authority that only a process of its own can trust.
test.concurrent.for(builtOnce(Object.entries(FAULTS)))(
  'a fault of the proxy is reported as such: %s',
  async ([, { options, message, exitCode, attempts }, runCase]) => {
    await using network = await openNetwork(options);
    const HTTPS_PROXY = `http://user:${PASSWORD}@127.0.0.1:${network.proxy.port}`;

    const environment = environmentFor(GATEWAY, { HTTPS_PROXY, DEBUG: '*' });
    const finished = await runCase(['chat', 'Say ok.'], { environment });

    expect(finished.stderr).toMatch(message);
    expect({ ...finished, stderr: '' }).toEqual({ stdout: '', stderr: '', exitCode });
    expect(network.proxy.requests).toHaveLength(attempts);
    expect(finished.stderr).not.toContain(PASSWORD);
    expect(finished.stderr).not.toContain(Buffer.from(`user:${PASSWORD}`).toString('base64'));
    expect(network.received).toEqual([]);
  },
);

test.concurrent('a proxy that nothing listens at', async () => {
  const environment = environmentFor(GATEWAY, { HTTPS_PROXY: `http://user:${PASSWORD}@127.0.0.1:9` });
  const { stderr, exitCode } = await runInMemory(['chat', 'Say ok.'], { environment });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/No connection to the proxy http:\/\/127\.0\.0\.1:9 \(ECONNREFUSED\).*HTTPS_PROXY/);
  expect(stderr).not.toContain(PASSWORD);
});
