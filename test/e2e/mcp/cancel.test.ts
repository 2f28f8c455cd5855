import { expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { finish, start } from '../../support/binary.ts';
import { sandboxEnvironment, spawnServer, type Era } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const LONG = { prompt: 'Explain this in 50000 words.' };
/** A second, and what a busy machine needs; a request that nobody aborts goes on for minutes. */
const PROMPT_MS = 5000;
const ERAS: Era[] = ['initialize', 'server/discover'];

async function untilWriting(sandbox: Sandbox): Promise<void> {
  await until('upstream is writing', () => (sandbox.exchanges[0]?.deltasSent ?? 0) > 3);
}

/** How long the exchange went on after the moment at which it should have ended. */
async function stopDelayMs(sandbox: Sandbox, since: number): Promise<number> {
  await until('upstream has seen the client leave', () => sandbox.exchanges[0]?.outcome === 'client-left');
  return (sandbox.exchanges[0]?.endedAt ?? Infinity) - since;
}

test.for(ERAS)('a cancelled call stops upstream within a second (%s)', async (era) => {
  await using sandbox = await startSandbox({ tokensPerSecond: 100 });
  await using server = await spawnServer(sandboxEnvironment(sandbox), era);
  const controller = new AbortController();
  const call = server.client.callTool(
    { name: 'deepseek_stream', arguments: LONG },
    { signal: controller.signal },
  );
  const failed = call.then(
    () => 'answered',
    () => 'cancelled',
  );
  await untilWriting(sandbox);
  const cancelledAt = performance.now();
  controller.abort();

  expect(await failed).toBe('cancelled');
  expect(await stopDelayMs(sandbox, cancelledAt)).toBeLessThan(PROMPT_MS);
  // The server itself goes on.
  expect((await server.client.listTools()).tools).toHaveLength(3);
});

test('a cancelled call stops upstream before its first byte as well', async () => {
  await using sandbox = await startSandbox({ fault: 'stall-before-headers' });
  await using server = await spawnServer(sandboxEnvironment(sandbox));
  const controller = new AbortController();
  const call = server.client.callTool(
    { name: 'deepseek_chat', arguments: LONG },
    { signal: controller.signal },
  );
  const failed = call.catch(() => 'cancelled');
  await until('the request has arrived', () => sandbox.exchanges.length === 1);
  const cancelledAt = performance.now();
  controller.abort();

  expect(await failed).toBe('cancelled');
  expect(await stopDelayMs(sandbox, cancelledAt)).toBeLessThan(PROMPT_MS);
});

const ENDINGS = [
  ['the end of stdin', undefined, 0],
  ['SIGINT', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 130],
  ['SIGHUP', 'SIGHUP', 130],
] as const;

test.for(ENDINGS)(
  '%s in the middle of a call stops upstream and the server within a second',
  async ([, signal, code]) => {
    await using sandbox = await startSandbox({ tokensPerSecond: 100 });
    const child = start(['serve'], { environment: sandboxEnvironment(sandbox) });
    const finished = finish(child);
    const send = (message: object) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const clientInfo = { name: 'raw', version: '1' };
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
    });
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/call', params: { name: 'deepseek_stream', arguments: LONG } });
    await untilWriting(sandbox);
    const endedAt = performance.now();
    if (signal) child.kill(signal);
    else child.stdin.end();
    const { exitCode, stderr } = await finished;

    expect(performance.now() - endedAt).toBeLessThan(PROMPT_MS);
    expect(await stopDelayMs(sandbox, endedAt)).toBeLessThan(PROMPT_MS);
    expect(exitCode).toBe(code);
    expect(stderr).toBe('');
  },
);
