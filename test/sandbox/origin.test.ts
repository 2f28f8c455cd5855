import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { record, type Exchange } from '../../src/sandbox/exchange.ts';
import { exchangeRaw, KEY, send } from '../support/sandbox-client.ts';

/** Addresses of this machine other than 127.0.0.1, all of which a server without a fixed address answers on. */
function otherAddresses(): string[] {
  const outside = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  );
  // Only Linux routes the rest of 127.0.0.0/8 to itself.
  return [...outside, '::1', ...(process.platform === 'linux' ? ['127.0.0.2'] : [])];
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const conclude = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => conclude(true)).once('error', () => conclude(false));
    socket.once('timeout', () => conclude(false));
  });
}

test('the sandbox answers on 127.0.0.1 and on no other address of the machine', async () => {
  await using sandbox = await startSandbox();

  expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
  expect(await canConnect('127.0.0.1', sandbox.port)).toBe(true);
  for (const host of otherAddresses()) {
    // oxlint-disable-next-line no-await-in-loop
    expect({ host, answers: await canConnect(host, sandbox.port) }).toEqual({ host, answers: false });
  }
});

test('the other origin, where the fault redirect points to, is on 127.0.0.1 alone as well', async () => {
  await using sandbox = await startSandbox({ fault: 'redirect' });
  const { headers } = await send(sandbox.url, 'messages');
  const { hostname, port } = new URL(String(headers.location));

  expect(hostname).toBe('127.0.0.1');
  const answers = await Promise.all(otherAddresses().map((host) => canConnect(host, Number(port))));
  expect(answers).toEqual(answers.map(() => false));
});

test('two sandboxes take two free ports, and a port that is taken is refused', async () => {
  await using one = await startSandbox();
  await using other = await startSandbox();

  expect(one.port).not.toBe(other.port);
  await expect(startSandbox({ port: one.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('each answer carries a request id of its own', async () => {
  await using sandbox = await startSandbox();
  const first = await send(sandbox.url, 'chat-completions');
  const second = await send(sandbox.url, 'gemini');

  expect([first, second].map(({ headers }) => headers['x-request-id'])).toEqual([
    'req_sandbox_1',
    'req_sandbox_2',
  ]);
});

test('an exchange tells what was asked and what was answered', async () => {
  await using sandbox = await startSandbox({ answer: () => 'Eins zwei dreißig.' });
  const raw = await send(sandbox.url, 'messages', { headers: { 'x-witness': 'yes' } });

  const [exchange] = sandbox.exchanges;
  expect(exchange).toMatchObject({
    method: 'POST',
    path: '/v1/messages',
    headers: { 'x-witness': 'yes' },
    body: { model: 'deepseek-v4-pro', max_tokens: 4000 },
    outcome: 'completed',
    status: 200,
    deltasSent: 3,
    bytesSent: raw.body.length,
    textSent: 'Eins zwei dreißig.',
  });
  expect(JSON.parse(exchange?.bodyText ?? '')).toEqual(exchange?.body);
  expect(exchange?.endedAt).toBeGreaterThanOrEqual(exchange?.startedAt ?? Infinity);
});

test.for(['//', '/%', '/v1beta/models/%:generateContent', '/v1beta/models/%E0%A4%A:streamGenerateContent'])(
  'the path %j is answered, and the sandbox lives on',
  async (path) => {
    await using sandbox = await startSandbox();
    const options = { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: '{}' };
    const raw = await exchangeRaw(`${sandbox.url}${path}`, options, 1000);

    expect(raw.status).toBeGreaterThanOrEqual(400);
    expect(raw.status).toBeLessThan(500);
    expect((await send(sandbox.url, 'chat-completions')).status).toBe(200);
  },
);

test('only the latest 10,000 exchanges are kept', () => {
  const exchanges: Exchange[] = [];
  for (let number = 1; number <= 10_002; number += 1)
    record(exchanges, { method: 'GET', path: `/${number}`, headers: {} });

  expect(exchanges).toHaveLength(10_000);
  expect([exchanges[0]?.path, exchanges.at(-1)?.path]).toEqual(['/3', '/10002']);
});
