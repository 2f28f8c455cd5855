import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { until } from '../support/until.ts';
import { KEY, onlyExchange, requestFor, WIRES, type WireName } from '../support/sandbox-client.ts';

/** Sends a request, and leaves as soon as `isTime`. */
async function leave(sandbox: Sandbox, wire: WireName, isTime: () => boolean, prompt: string, read = true) {
  const { path, body } = requestFor(wire, {
    prompt,
    body: wire === 'messages' ? { max_tokens: 4_000_000 } : {},
  });
  const headers = { authorization: `Bearer ${KEY}` };
  const request = httpRequest(`${sandbox.url}${path}`, { method: 'POST', headers, agent: false });
  request.on('error', () => undefined);
  if (read) request.on('response', (response) => response.resume().on('error', () => undefined));
  else request.on('response', (response) => response.pause().on('error', () => undefined));
  request.end(JSON.stringify(body));
  await until('time to leave', isTime);
  const closed = new Promise((resolve) => {
    request.once('close', resolve);
  });
  request.destroy();
  await closed;
}

const SLOW: { what: string; options: SandboxOptions }[] = [
  { what: 'before the first token', options: { timeToFirstTokenMs: 60_000 } },
  { what: 'between two tokens', options: { tokensPerSecond: 0.1 } },
  { what: 'while nothing is answered', options: { fault: 'stall-before-headers' } },
  { what: 'while the answer is silent', options: { fault: 'stall-mid-stream' } },
  { what: 'during the comments', options: { fault: 'comments-then-answer', commentsForMs: 60_000 } },
  { what: 'in a slow drip', options: { fault: 'slow-drip', answer: () => 'drip '.repeat(100_000) } },
];

test.concurrent.for(SLOW.flatMap((slow) => WIRES.map((wire) => ({ wire, ...slow }))))(
  'who leaves $wire $what is missed at once',
  async ({ wire, options }) => {
    // A comment that cannot be sent would tell too, after a minute; the connection has to tell by itself.
    await using sandbox = await startSandbox({ keepAliveMs: 60_000, ...options });
    const hasArrived = () => sandbox.exchanges[0]?.body !== undefined;
    await leave(sandbox, wire, hasArrived, 'Say ok.');
    await until('the sandbox misses its client', () => sandbox.exchanges[0]?.outcome === 'client-left');

    expect(sandbox.exchanges).toHaveLength(1);
  },
);

test.for(WIRES)('who leaves %s in the middle of a fast answer gets no more of it', async (wire) => {
  await using sandbox = await startSandbox();
  await leave(sandbox, wire, () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 10, 'Tell it in 100000 words.');
  await until('the sandbox misses its client', () => sandbox.exchanges[0]?.outcome === 'client-left');

  const { deltasSent } = onlyExchange(sandbox.exchanges);
  expect(deltasSent).toBeLessThan(100_000);
});

test('a client that does not read makes the sandbox wait, not pile up', async () => {
  await using sandbox = await startSandbox();
  let [seen, still] = [-1, 0];
  const isWaiting = () => {
    const { bytesSent } = sandbox.exchanges[0] ?? { bytesSent: 0 };
    still = bytesSent > 0 && bytesSent === seen ? still + 1 : 0;
    seen = bytesSent;
    return still > 40;
  };
  await leave(sandbox, 'chat-completions', isWaiting, 'Tell it in 400000 words.', false);
  await until('the sandbox misses its client', () => sandbox.exchanges[0]?.outcome === 'client-left');

  // The whole answer is over 80 MB; what two sockets hold is a few.
  expect(seen).toBeLessThan(40_000_000);
});

test('a client that leaves takes no other client along', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 200 });
  const { path, body } = requestFor('chat-completions', { prompt: 'Tell it in 80 words.' });
  const headers = { authorization: `Bearer ${KEY}` };
  const staying = fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await until('the first has come', () => sandbox.exchanges.length === 1);
  await leave(sandbox, 'messages', () => (sandbox.exchanges[1]?.deltasSent ?? 0) > 0, 'Say ok.');

  expect(await (await staying).text()).toMatch(/data: \[DONE\]\n\n$/);
  await until('both have ended', () => sandbox.exchanges.every(({ endedAt }) => endedAt !== undefined));
  expect(sandbox.exchanges.map(({ outcome }) => outcome)).toEqual(['completed', 'client-left']);
});

test('who leaves in the middle of sending is missed, and nothing breaks', async () => {
  await using sandbox = await startSandbox();
  const headers = { authorization: `Bearer ${KEY}`, 'content-length': '1000' };
  const request = httpRequest(`${sandbox.url}/v1/messages`, { method: 'POST', headers, agent: false });
  request.on('error', () => undefined);
  request.write('{"model":');
  await until('the request has come', () => sandbox.exchanges.length === 1);
  request.destroy();
  await until('the sandbox misses its client', () => sandbox.exchanges[0]?.outcome === 'client-left');

  expect(
    (await fetch(`${sandbox.url}/v1/models`, { headers: { authorization: `Bearer ${KEY}` } })).status,
  ).toBe(200);
});
