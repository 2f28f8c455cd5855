import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { run, type Finished } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { listen } from '../../support/listen.ts';
import { environmentFor, TEST_KEY } from '../../support/server.ts';
import { GATEWAY, openNetwork, PASSWORD, TRUSTED } from './proxy-network.ts';

function chat(extra: Record<string, string>, rootUrl = GATEWAY): Promise<Finished> {
  return run(['chat', 'Say ok.'], { environment: environmentFor(rootUrl, { ...TRUSTED, ...extra }) });
}

/** The value of a variable, by the port of the proxy. */
type Form = (port: number) => Record<string, string>;

const plain = (port: number) => `http://127.0.0.1:${port}`;

/** What the forms of the variables mean is proven in test/config/proxy.test.ts. */
const FORMS: Readonly<Record<string, Form>> = {
  HTTPS_PROXY: (port) => ({ HTTPS_PROXY: plain(port) }),
  'all_proxy, no scheme': (port) => ({ all_proxy: `127.0.0.1:${port}` }),
  "the runtime's own variable": (port) => ({ HTTPS_PROXY: plain(port), NODE_USE_ENV_PROXY: '1' }),
  'an HTTP_PROXY beside it': (port) => ({
    HTTPS_PROXY: plain(port),
    HTTP_PROXY: plain(9),
    NODE_USE_ENV_PROXY: '1',
  }),
};

test.for(Object.entries(FORMS))('a gateway is reached through the proxy: %s', async ([, form]) => {
  await using network = await openNetwork();

  const { stdout, exitCode } = await chat(form(network.proxy.port));

  expect({ stdout, exitCode }).toEqual({ stdout: 'Ok.\n', exitCode: 0 });
  expect(network.proxy.requests).toMatchObject([{ authority: 'gateway.example:8443' }]);
  expect(network.received).toMatchObject([{ authorization: `Bearer ${TEST_KEY}` }]);
  expect(network.proxy.seen()).not.toContain(TEST_KEY);
  expect(network.proxy.seen()).not.toContain('Say ok.');
});

test('Basic authentication', async () => {
  await using network = await openNetwork();
  const userInfo = 'DOMAIN%5Cuser:p%40ss%3A%2F';

  const { exitCode } = await chat({ HTTPS_PROXY: `http://${userInfo}@127.0.0.1:${network.proxy.port}` });

  expect(exitCode).toBe(0);
  const authorization = `Basic ${Buffer.from(String.raw`DOMAIN\user:p@ss:/`).toString('base64')}`;
  expect(network.proxy.requests[0]?.headers).toMatchObject({ 'proxy-authorization': authorization });
  expect(network.received[0]).not.toHaveProperty('proxy-authorization');
});

test('a proxy that is itself spoken to over TLS', async () => {
  await using network = await openNetwork({ isTls: true });

  const { exitCode } = await chat({
    HTTPS_PROXY: `https://user:${PASSWORD}@127.0.0.1:${network.proxy.port}`,
  });

  expect(exitCode).toBe(0);
  expect(network.proxy.requests).toHaveLength(1);
  expect(network.proxy.seen()).not.toContain(TEST_KEY);
});

test.for([
  ['an address', 'https://192.0.2.7:8443', 0, /^$/],
  ['another address than its certificate is for', 'https://192.0.2.8:8443', 1, /is for another host/],
  ['another name than its certificate is for', 'https://other.example', 1, /is for another host/],
] as const)(
  "the gateway's certificate is compared with its name: %s",
  async ([, rootUrl, exitCode, message]) => {
    await using network = await openNetwork();

    const finished = await chat({ HTTPS_PROXY: plain(network.proxy.port) }, rootUrl);

    expect(finished.exitCode).toBe(exitCode);
    expect(finished.exitCode === 0 ? '' : finished.stderr).toMatch(message);
    expect(network.received).toHaveLength(exitCode === 0 ? 1 : 0);
  },
);

test('TLS inspection by an authority that Node.js does not know', async () => {
  await using network = await openNetwork();

  const environment = environmentFor(GATEWAY, { HTTPS_PROXY: plain(network.proxy.port) });
  const { stderr, exitCode } = await runInMemory(['chat', 'Say ok.'], { environment });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/authority that Node\.js does not know.*through the proxy.*NODE_EXTRA_CA_CERTS/);
  expect(network.proxy.requests).toHaveLength(1);
});

test('an https proxy with an authority that Node.js does not know, and one that does not speak TLS', async () => {
  await using network = await openNetwork({ isTls: true });
  const HTTPS_PROXY = `https://127.0.0.1:${network.proxy.port}`;
  const environment = environmentFor(GATEWAY, { HTTPS_PROXY });
  const unknown = await runInMemory(['chat', 'Say ok.'], { environment });
  await using inClear = await openNetwork();
  const noTls = await chat({ HTTPS_PROXY: `https://127.0.0.1:${inClear.proxy.port}` });

  expect(unknown.stderr).toMatch(
    /certificate of the proxy https:\S+ comes from an authority.*NODE_EXTRA_CA_CERTS/,
  );
  expect(network.proxy.requests).toEqual([]);
  expect(noTls.stderr).toMatch(/The proxy https:\S+ does not speak TLS.*Check HTTPS_PROXY/);
});

test('SOCKS is an error that says so, and nothing connects', async () => {
  await using proxy = await listen(createServer());

  const ALL_PROXY = `socks5://user:${PASSWORD}@127.0.0.1:${proxy.port}`;
  const environment = environmentFor(GATEWAY, { ALL_PROXY });
  const { stderr, exitCode } = await runInMemory(['chat', 'Say ok.'], { environment });

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/ALL_PROXY is a SOCKS proxy/);
  expect(stderr).not.toContain(PASSWORD);
  expect(proxy.connections()).toBe(0);
});

test.concurrent('doctor names the proxy without its password, and what is not used', async () => {
  await using network = await openNetwork();
  const environment = environmentFor(GATEWAY, {
    ...TRUSTED,
    HTTPS_PROXY: `http://user:${PASSWORD}@127.0.0.1:${network.proxy.port}`,
  });
  const { stdout, stderr } = await run(['doctor'], { environment });
  const withoutUse = await runInMemory(['doctor'], {
    environment: environmentFor('http://127.0.0.1:9', { HTTP_PROXY: 'http://user:secret@proxy.example' }),
  });

  expect(stdout).toMatch(/ok {4}proxy: http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY, with a user name\)/);
  expect(stdout + stderr).not.toContain(PASSWORD);
  expect(withoutUse.stdout).toMatch(/warn {2}proxy: HTTP_PROXY is set, but it is not used/);
  expect(withoutUse.stdout).not.toContain('secret');
});
