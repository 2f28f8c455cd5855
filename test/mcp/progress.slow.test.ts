import type { Progress } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connectInMemory, sandboxEnvironment } from '../support/server.ts';

test('progress tells phase, amount and tail while the answer is written, and nothing after the result', async () => {
  await using sandbox = await startSandbox({ tokensPerSecond: 60 });
  await using connected = await connectInMemory(sandboxEnvironment(sandbox));
  const notes: (Progress & { at: number })[] = [];
  const onprogress = (progress: Progress) => void notes.push({ ...progress, at: performance.now() });
  const call = { name: 'deepseek_stream', arguments: { prompt: 'Explain this in 80 words.' } };
  await connected.client.callTool(call, { onprogress });
  const endedWith = notes.length;

  expect(notes[0]?.message).toMatch(/^connecting · 0 s/);
  expect(notes.map(({ message }) => message).join('\n')).toMatch(
    /writing · \d+ characters · \d+\/s · \d+ s · …\S/,
  );
  expect(notes.every(({ message = '' }) => message.length <= 160)).toBe(true);
  const amounts = notes.map(({ progress }) => progress);
  expect(amounts).toEqual([...new Set(amounts)].toSorted((one, other) => one - other));
  const gaps = notes.slice(1).map(({ at }, index) => at - (notes[index]?.at ?? 0));
  // Four a second at the most: a timer may come early by a few milliseconds, never by fifty.
  expect(Math.min(...gaps)).toBeGreaterThan(200);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(notes).toHaveLength(endedWith);
});

test('a silent upstream is reported too', async () => {
  await using sandbox = await startSandbox({ fault: 'stall-before-headers' });
  await using connected = await connectInMemory(sandboxEnvironment(sandbox));
  const messages: string[] = [];
  const controller = new AbortController();
  const onprogress = ({ message = '' }: Progress) => {
    if (messages.push(message) >= 2) controller.abort();
  };
  const call = { name: 'deepseek_chat', arguments: { prompt: 'Hello' } };
  const { signal } = controller;
  await expect(connected.client.callTool(call, { onprogress, signal })).rejects.toThrow(/abort/i);

  expect(messages.length).toBeGreaterThanOrEqual(2);
  expect(messages.every((message) => message.startsWith('connecting'))).toBe(true);
});

test('without a progress token nothing is reported', async () => {
  await using sandbox = await startSandbox();
  await using connected = await connectInMemory(sandboxEnvironment(sandbox));
  let notifications = 0;
  connected.client.setNotificationHandler('notifications/progress', () => void (notifications += 1));
  await connected.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello' } });

  expect(notifications).toBe(0);
});
