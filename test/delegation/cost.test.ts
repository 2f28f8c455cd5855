import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { summariseUsage } from '../../src/ledger/summary.ts';
import { openProject } from '../support/project.ts';
import { connectInMemory } from '../support/server.ts';
import { receiptLineOf, receiptOf } from '../support/results.ts';

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** A gateway that reports what a request cost. */
async function gateway(usage: object, headers: Record<string, string> = {}) {
  const chunks = [
    { choices: [{ index: 0, delta: { content: 'Done.' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage },
  ];
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test.for([
  ['in usage', { ...USAGE, cost: 0.0042 }, {}, { amount: 0.0042, currency: 'USD', estimated: false }],
  [
    'in the header',
    USAGE,
    { 'x-litellm-response-cost': '0.0017' },
    { amount: 0.0017, currency: 'USD', estimated: false },
  ],
  ['as text in usage', { ...USAGE, cost: '0.5' }, {}, { amount: 0.5, currency: 'USD', estimated: false }],
  ['in no form that is an amount', { ...USAGE, cost: 'free' }, { 'x-litellm-response-cost': 'None' }, null],
] as const)('a cost that upstream reports %s is in receipt and ledger', async ([, usage, headers, cost]) => {
  await using upstream = await gateway(usage, headers);
  await using it = await openProject({}, { environment: { RUNAPI_BASE_URL: upstream.url } });
  await using connected = await connectInMemory(it.environment);
  const result = await connected.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });

  expect(receiptOf(result).cost).toEqual(cost);
  expect(/ · [\d.]+ USD · /.test(receiptLineOf(result))).toBe(cost !== null);
  expect(summariseUsage(it.environment['DEEPSEEK_STATE_DIR'] ?? '', { by: 'client' }).rows).toMatchObject([
    { key: 'test', requests: 1, input_tokens: 100, output_tokens: 20, cost },
  ]);
});

test('with the prices of the user, a cost is an estimate that is called one', async () => {
  await using upstream = await gateway(USAGE);
  await using it = await openProject(
    {},
    { environment: { RUNAPI_BASE_URL: upstream.url, DEEPSEEK_PRICES: 'deepseek-v4-pro=1/10/20 EUR' } },
  );
  await using connected = await connectInMemory(it.environment);
  const result = await connected.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } });

  expect(receiptOf(result).cost).toEqual({ amount: 0.0014, currency: 'EUR', estimated: true });
  expect(receiptLineOf(result)).toContain(' · about 0.0014 EUR · ');
});
