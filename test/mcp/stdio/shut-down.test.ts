import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { shutDown, type ShutDownOptions } from '../../../src/mcp/stdio/shut-down.ts';
import { handshakes } from '../../support/hostile-lines.ts';
import { environmentFor, sandboxEnvironment } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { openWire } from '../../support/wire.ts';

/** The reply to a call, where stdin ends once upstream has been asked; and how upstream fared. */
async function callAndEnd(sandboxOptions: SandboxOptions, options: ShutDownOptions) {
  await using sandbox = await startSandbox(sandboxOptions);
  const wire = openWire(sandboxEnvironment(sandbox));
  wire.stdin.write(
    `${handshakes[1].join('\n')}\n${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: CHAT })}\n`,
  );
  await until('the call has been received', () => wire.lines().length > 0);
  await until('upstream was asked', () => sandbox.exchanges.length > 0);
  wire.stdin.end();
  await shutDown(wire.connection, wire.session, options);
  const [reply, ...others] = wire
    .lines()
    .map((line) => JSON.parse(line) as { id: unknown })
    .filter(({ id }) => id === 1);
  expect(others).toEqual([]);
  await until('upstream is done', () => sandbox.exchanges.every(({ outcome }) => outcome !== undefined));
  return { reply, outcomes: sandbox.exchanges.map(({ outcome }) => outcome) };
}

const CHAT = { name: 'deepseek_chat', arguments: { prompt: 'Explain this in 9000 words.' } };

test('what is piped in is answered before the server ends', async () => {
  const options = { lastAnswersMs: 60_000, abortedAnswersMs: 0 };
  const { reply } = await callAndEnd({ answer: () => 'Forty-two.' }, options);

  expect(reply).toMatchObject({ result: { content: [{ text: expect.stringMatching(/^Forty-two\./) }] } });
});

test('a long call is aborted, and answers with what it has', async () => {
  const options = { lastAnswersMs: 20, abortedAnswersMs: 60_000 };
  const { reply, outcomes } = await callAndEnd({ tokensPerSecond: 20 }, options);

  expect(reply).toMatchObject({
    result: { isError: true, _meta: { 'runapi-deepseek/receipt': { finish_reason: null } } },
  });
  expect(outcomes).toEqual(['client-left']);
});

test('a call that does not answer in time gets an error, and its connection is closed', async () => {
  const upstream = createServer().listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const asked = once(upstream, 'connection') as Promise<[Socket]>;
  const wire = openWire(environmentFor(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`));
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_models' } };
  wire.stdin.write(`${handshakes[1].join('\n')}\n${JSON.stringify(call)}\n`);
  const [socket] = await asked;
  const closed = once(socket.resume(), 'close');
  await shutDown(wire.connection, wire.session, { lastAnswersMs: 0, abortedAnswersMs: 0 });

  expect(JSON.parse(wire.lines().at(-1) ?? '')).toMatchObject({ id: 1, error: { code: -32_000 } });
  await closed;
  upstream.close();
});
