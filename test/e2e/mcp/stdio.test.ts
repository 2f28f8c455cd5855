import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { BIN, finish, run, start } from '../../support/binary.ts';
import { handshakes } from '../../support/hostile-lines.ts';
import { receiptOf, textOf } from '../../support/results.ts';
import { sandboxEnvironment, spawnServer, type Era } from '../../support/server.ts';

const ERAS: Era[] = ['initialize', 'server/discover'];

test.for(ERAS)('the built server answers a client that opens with %s', async (era) => {
  await using sandbox = await startSandbox({ answer: () => 'Forty-two.' });
  await using server = await spawnServer(sandboxEnvironment(sandbox), era);
  const { tools } = await server.client.listTools();
  const progress: string[] = [];
  const result = await server.client.callTool(
    { name: 'deepseek_chat', arguments: { prompt: 'How many?' } },
    { onprogress: ({ message = '' }) => void progress.push(message) },
  );

  expect(server.client.getServerVersion()).toMatchObject({ name: 'deepseek' });
  expect(tools).toHaveLength(3);
  expect(textOf(result)).toMatch(/^Forty-two\.\n\n\[deepseek-v4-pro · stop/);
  expect(receiptOf(result).status).toBe('complete');
  expect(progress[0]).toMatch(/^connecting/);
  expect(server.stderr()).toBe('');
});

test("the built server answers the client of the SDK's first version", async () => {
  await using sandbox = await startSandbox({ answer: () => 'Forty-two.' });
  const client = new LegacyClient({ name: 'test', version: '1.0.0' });
  await client.connect(
    new LegacyTransport({ command: process.execPath, args: [BIN], env: sandboxEnvironment(sandbox) }),
  );
  const result = await client.callTool({ name: 'deepseek_stream', arguments: { prompt: 'How many?' } });
  await client.close();

  expect(result.content).toEqual([{ type: 'text', text: expect.stringMatching(/^Forty-two\./) }]);
});

test('stdout carries MCP and nothing else, whatever OPENAI_LOG and NODE_DEBUG say', async () => {
  await using sandbox = await startSandbox({ fault: 'broken-json' });
  const environment = sandboxEnvironment(sandbox, { OPENAI_LOG: 'debug', NODE_DEBUG: 'http' });
  const child = start(['serve'], { environment });
  const finished = finish(child);
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  });
  send({ method: 'notifications/initialized' });
  child.stdin.write('this is no JSON\n');
  send({ id: 2, method: 'tools/list' });
  send({ id: 3, method: 'tools/call', params: { name: 'deepseek_chat', arguments: { prompt: 'Hello' } } });
  send({ id: 4, method: 'tools/call', params: { name: 'list_models', arguments: {} } });
  send({ id: 5, method: 'no/such/method' });
  const lines: string[] = [];
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: string) => {
      lines.push(...text.split('\n').filter(Boolean));
      if (lines.length >= 6) resolve();
    });
  });
  child.stdin.end();
  const { stdout, exitCode } = await finished;

  const messages = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: number | null });
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set([1, 2, null, 3, 4, 5]));
  expect(messages.every((message) => 'jsonrpc' in message)).toBe(true);
  expect(exitCode).toBe(0);
});

test.for(handshakes.filter((handshake) => handshake.length > 0))(
  'the tool list that goes over the wire takes at most 6,000 bytes (handshake %#)',
  async (handshake) => {
    const list = JSON.parse(
      handshake.length === 1 ? handshake[0] : '{"jsonrpc":"2.0","method":"tools/list"}',
    ) as object;
    const stdin = [...handshake, JSON.stringify({ ...list, id: 'list' })].join('\n');
    const { stdout } = await run(['serve'], { environment: { PATH: process.env['PATH'] ?? '' }, stdin });
    const line = stdout.split('\n').find((reply) => reply.includes('"id":"list"')) ?? '';

    expect(JSON.parse(line)).toMatchObject({ result: { tools: [{}, {}, {}] } });
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(6000);
  },
);
