import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readAnswer } from '../support/read-answer.ts';
import { json, onlyExchange, send, WIRES } from '../support/sandbox-client.ts';

const KEEP_ALIVE = ': keep-alive\n\n';
const count = (text: string, part: string) => text.split(part).length - 1;

test.concurrent.for(WIRES)(
  '%s waits for its first token as long as configured, and keeps the line open',
  async (wire) => {
    await using sandbox = await startSandbox({ timeToFirstTokenMs: 500, keepAliveMs: 100 });
    const raw = await send(sandbox.url, wire);
    const { startedAt, endedAt = 0 } = onlyExchange(sandbox.exchanges);

    expect(endedAt - startedAt).toBeGreaterThan(450);
    expect(endedAt - startedAt).toBeLessThan(5000);
    const body = raw.body.toString();
    expect(body.startsWith(KEEP_ALIVE)).toBe(true);
    expect(count(body, KEEP_ALIVE)).toBe(4);
    expect(readAnswer(wire, raw).text).not.toBe('');
  },
);

test.concurrent('an unstreamed answer is kept alive by blank lines before its JSON', async () => {
  await using sandbox = await startSandbox({ timeToFirstTokenMs: 500, keepAliveMs: 100 });
  const raw = await send(sandbox.url, 'chat-completions', { stream: false });

  expect(raw.body.toString()).toMatch(/^\n{4}\{/);
  expect(json(raw)).toMatchObject({ object: 'chat.completion' });
});

test.concurrent('a fast answer has no comments', async () => {
  await using sandbox = await startSandbox();
  const { body } = await send(sandbox.url, 'chat-completions');

  expect(body.toString()).not.toContain(':\n');
  expect(body.toString()).not.toContain(KEEP_ALIVE);
});

test.concurrent.for(WIRES)('%s writes about as many tokens per second as configured', async (wire) => {
  const tokensPerSecond = 60;
  await using sandbox = await startSandbox({ tokensPerSecond, answer: () => 'four '.repeat(60) });
  const off =
    wire === 'gemini'
      ? { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }
      : { thinking: { type: 'disabled' } };
  await send(sandbox.url, wire, { body: off });
  const { startedAt, endedAt = 0, deltasSent } = onlyExchange(sandbox.exchanges);
  const dueMs = (1000 * deltasSent) / tokensPerSecond;

  expect(deltasSent).toBeGreaterThanOrEqual(60);
  expect(endedAt - startedAt).toBeGreaterThan(0.9 * dueMs);
  expect(endedAt - startedAt).toBeLessThan(4 * dueMs);
});

test.concurrent('pauses between slow tokens are filled with comments', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 4, keepAliveMs: 50, answer: () => 'one two' });
  const raw = await send(sandbox.url, 'chat-completions', { body: { thinking: { type: 'disabled' } } });

  expect(raw.body.toString()).toMatch(/data: .*one.*\n\n(: keep-alive\n\n)+data: .*two/);
  expect(readAnswer('chat-completions', raw)).toMatchObject({ text: 'one two', finish: 'stop' });
});

test('a pace of many thousand tokens per second is kept on the whole, though no timer is that fine', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 20_000 });
  const raw = await send(sandbox.url, 'chat-completions', { prompt: 'Tell it in 10000 words.' });
  const { startedAt, endedAt = 0, deltasSent } = onlyExchange(sandbox.exchanges);

  expect(readAnswer('chat-completions', raw).text.split(/\s+/)).toHaveLength(10_000);
  expect(endedAt - startedAt).toBeGreaterThan((0.9 * 1000 * deltasSent) / 20_000);
  // One timer of a millisecond for each token would take over ten seconds.
  expect(endedAt - startedAt).toBeLessThan(8000);
});
