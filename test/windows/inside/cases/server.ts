import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { receiptOf, textOf } from '../../../support/results.ts';
import { until } from '../../../support/until.ts';
import { NotShown, type Case } from '../case.ts';

const area = 'MCP server';
const TOOLS = ['deepseek_chat', 'deepseek_stream', 'list_models'];

/** The client's, not that of what is tested: under older wines it reaches no server. */
async function needFetch(url: string): Promise<void> {
  try {
    await (await fetch(`${url}/v1/models`)).text();
  } catch {
    throw new NotShown('the fetch of Node.js reaches no server here');
  }
}

export const server: readonly Case[] = [
  ...(['initialize', 'server/discover'] as const).map(
    (era) =>
      ({
        area,
        name: `handshake by \`${era}\`, list of tools, and a call`,
        async run({ upstream, serve }) {
          const sandbox = await upstream();
          await using it = await serve({}, era);
          const { tools } = await it.client.listTools();
          assert.deepEqual(
            tools.map(({ name }) => name),
            TOOLS,
          );
          const result = await it.call('deepseek_chat', { prompt: 'Say hello.' });
          assert.match(textOf(result), /This is the sandbox[^]*\[deepseek-v4-pro · stop · /);
          assert.equal(sandbox.exchanges.length, 1);
        },
      }) satisfies Case,
  ),
  {
    area,
    name: 'progress, and the end of a cancelled call upstream',
    async run({ upstream, serve }) {
      const sandbox = await upstream({ tokensPerSecond: 2, answer: () => 'word '.repeat(500) });
      await using it = await serve();
      const cancel = new AbortController();
      const messages: string[] = [];
      const call = it.client.callTool(
        { name: 'deepseek_stream', arguments: { prompt: 'Write.' } },
        {
          signal: cancel.signal,
          onprogress: ({ message = '' }) => {
            messages.push(message);
            if (sandbox.exchanges.length > 0) cancel.abort();
          },
        },
      );
      await assert.rejects(call);
      await until('the request is aborted', () => sandbox.exchanges[0]?.outcome === 'client-left');
      assert.ok(messages.length > 0);
    },
  },
  {
    area,
    name: 'end of stdin ends the server and its request',
    async run({ upstream, start }) {
      const sandbox = await upstream({ tokensPerSecond: 2, answer: () => 'word '.repeat(500) });
      const child = start([]);
      const send = (message: object) =>
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
      const clientInfo = { name: 'wine', version: '1' };
      send({
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
      });
      send({ method: 'notifications/initialized' });
      send({
        id: 2,
        method: 'tools/call',
        params: { name: 'deepseek_chat', arguments: { prompt: 'Write.' } },
      });
      await until('the request has arrived', () => sandbox.exchanges.length > 0);
      const exited = once(child, 'exit');
      child.stdin.end();
      assert.deepEqual(await exited, [0, null]);
      await until('the request is aborted', () => sandbox.exchanges[0]?.outcome === 'client-left');
    },
  },
  {
    area,
    name: '`serve --http`',
    async run({ upstream, start, environment }) {
      const { url: upstreamUrl } = await upstream();
      await needFetch(upstreamUrl);
      environment['DEEPSEEK_HTTP_TOKEN'] = 'wine-http-token-0123456789';
      const child = start(['serve', '--http', '0']);
      try {
        let url: string | undefined;
        createInterface({ input: child.stderr }).on('line', (line) => {
          url ??= /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(line)?.[0];
        });
        await until('it says where it listens', () => url !== undefined);
        const headers = { authorization: `Bearer ${environment['DEEPSEEK_HTTP_TOKEN']}` };
        const client = new Client({ name: 'wine', version: '1.0.0' });
        await client.connect(
          new StreamableHTTPClientTransport(new URL(url ?? ''), { requestInit: { headers } }),
        );
        const result = await client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Say hello.' } });
        assert.equal(receiptOf(result).status, 'complete');
        await client.close();
      } finally {
        child.kill();
      }
    },
  },
];
