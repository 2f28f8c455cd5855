import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { finish, start } from '../../support/binary.ts';
import { listen } from '../../support/listen.ts';
import { environmentFor, spawnServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { EVENT_STREAM, isCutOff, sse } from '../../support/upstream.ts';
import { GATEWAY, openNetwork, TRUSTED } from './proxy-network.ts';

/** A second, and what a busy machine needs. */
const PROMPT_MS = 5000;

function environmentWith(proxyUrl: string): Record<string, string> {
  return environmentFor(GATEWAY, { ...TRUSTED, HTTPS_PROXY: proxyUrl });
}

function delta(content: string): string {
  return sse({ choices: [{ delta: { content } }] });
}

const END = sse({ choices: [{ delta: {}, finish_reason: 'stop' }] }, '[DONE]');

/** A gateway that begins its answer; what comes then is up to the test. */
async function openAnswering() {
  let begun: ServerResponse | undefined;
  const network = await openNetwork({}, (response) => {
    response.writeHead(200, { 'content-type': EVENT_STREAM }).write(delta('First. '));
    begun = response;
  });
  const environment = environmentWith(`http://127.0.0.1:${network.proxy.port}`);
  const child = start(['chat', 'Say it in pieces.'], { environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end();
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return { ...network, child, first: first.toString(), begun: begun! };
}

test('an answer is streamed through the tunnel as it arrives', async () => {
  await using answering = await openAnswering();
  const { begun, child, first } = answering;
  const finished = finish(child);

  begun.end(delta('Second.') + END);

  expect(first).toBe('First. ');
  expect(await finished).toMatchObject({ stdout: 'Second.\n', exitCode: 0 });
});

test('a signal ends an answer in the tunnel, and the tunnel with it', async () => {
  await using answering = await openAnswering();
  const { begun, child } = answering;
  const cutOff = isCutOff(begun);
  const stoppedAt = performance.now();

  child.kill('SIGINT');
  const { exitCode } = await finish(child);

  expect(performance.now() - stoppedAt).toBeLessThan(PROMPT_MS);
  expect(exitCode).toBe(130);
  expect(await cutOff).toBe(true);
});

test('a tunnel that breaks leaves an incomplete answer', async () => {
  await using answering = await openAnswering();
  const finished = finish(answering.child);

  answering.proxy.cut();

  const { exitCode, stderr } = await finished;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/INCOMPLETE.*connection was lost/);
});

test.for([
  ['a proxy that does not answer CONNECT', 'http'],
  ['an https proxy that is silent in its handshake', 'https'],
])('a signal ends a request that waits for %s', async ([, scheme]) => {
  let hasBegun = false;
  let hasEnded = false;
  const server = createServer((socket) => {
    socket.once('data', () => (hasBegun = true));
    socket.on('close', () => (hasEnded = true));
  });
  await using proxy = await listen(server);
  const environment = environmentWith(`${scheme}://127.0.0.1:${proxy.port}`);
  const child = start(['chat', 'Say ok.'], { environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end();
  await until('the proxy was asked', () => hasBegun);
  const stoppedAt = performance.now();

  child.kill('SIGINT');
  const { exitCode } = await finish(child);

  expect(performance.now() - stoppedAt).toBeLessThan(PROMPT_MS);
  expect(exitCode).toBe(130);
  await until('the connection has ended', () => hasEnded);
});

test('a cancelled call gives its connection to the proxy up, and the server goes on', async () => {
  let hasBegun = false;
  let hasEnded = false;
  const server = createServer((socket) => {
    socket.once('data', () => (hasBegun = true));
    socket.on('close', () => (hasEnded = true));
  });
  await using proxy = await listen(server);
  await using spawned = await spawnServer(environmentWith(`http://127.0.0.1:${proxy.port}`));
  const controller = new AbortController();
  const call = spawned.client.callTool(
    { name: 'deepseek_chat', arguments: { prompt: 'Say ok.' } },
    { signal: controller.signal },
  );
  const outcome = call.catch((error: unknown) => error);
  await until('the proxy was asked', () => hasBegun);

  controller.abort();
  expect(await outcome).toBeInstanceOf(Error);

  await until('the connection has ended', () => hasEnded);
  expect((await spawned.client.listTools()).tools).toHaveLength(3);
});

test('calls that follow each other share a tunnel', async () => {
  await using network = await openNetwork();
  await using spawned = await spawnServer(environmentWith(`http://127.0.0.1:${network.proxy.port}`));

  for (const _ of [1, 2, 3]) {
    const result = await spawned.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Say ok.' } });
    expect(result.isError).toBeFalsy();
  }

  expect(network.received).toHaveLength(3);
  expect(network.proxy.requests).toHaveLength(1);
});
