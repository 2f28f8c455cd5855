import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { answerOf, receiptLineOf, receiptOf, runIdOf } from '../../support/results.ts';
import { connectInMemory, sandboxEnvironment } from '../../support/server.ts';
import { setUp, type SetUp } from '../../support/setup.ts';
import { until } from '../../support/until.ts';

const ANSWER = Array.from({ length: 200 }, (_, place) => `Sentence ${place} of the answer.`).join(' ');
const SLOW = { tokensPerSecond: 100, answer: () => ANSWER };
const IMPATIENT = { DEEPSEEK_WAIT_SECONDS: '0.5' };

async function untilLeft({ sandbox }: SetUp): Promise<void> {
  await until('upstream was left', () => sandbox.exchanges[0]?.outcome === 'client-left');
}

test('cancel stops a run that goes on, and gives what there is of it', async () => {
  await using it = await setUp(SLOW, IMPATIENT);
  const begun = await it.call('deepseek_chat', { prompt: 'Write.' });
  await until('the answer has begun', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 50);
  const cancelled = await it.call('deepseek_stream', { run_id: runIdOf(begun), cancel: true, offset: 0 });
  await untilLeft(it);

  expect(cancelled.isError).toBeFalsy();
  expect(receiptLineOf(cancelled)).toMatch(
    /^\[INCOMPLETE: the call was cancelled .* to resume: deepseek_stream/,
  );
  expect(ANSWER.startsWith(answerOf(cancelled))).toBe(true);
  expect(answerOf(cancelled).length).toBeGreaterThan(10);
});

test('cancel reaches a run of another process', async () => {
  await using it = await setUp(SLOW, IMPATIENT);
  await using other = await connectInMemory(it.environment);
  const begun = await it.call('deepseek_chat', { prompt: 'Write.' });
  const cancelled = await other.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id: runIdOf(begun), cancel: true },
  });
  await untilLeft(it);

  expect(receiptOf(cancelled).status).toBe('incomplete');
});

test('a cancelled wait for a run stops the run, and a later call resumes it', async () => {
  await using it = await setUp(SLOW, IMPATIENT);
  const begun = await it.call('deepseek_chat', { prompt: 'Write.' });
  const controller = new AbortController();
  const waiting = it
    .call('deepseek_stream', { run_id: runIdOf(begun) }, { signal: controller.signal })
    .catch(() => 'cancelled');
  await until('more is written', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 70);
  controller.abort();
  expect(await waiting).toBe('cancelled');
  await untilLeft(it);
  await using fast = await startSandbox({ answer: SLOW.answer });
  await using patient = await connectInMemory({
    ...it.environment,
    ...sandboxEnvironment(fast, {
      DEEPSEEK_WAIT_SECONDS: '60',
      DEEPSEEK_STATE_DIR: it.environment['DEEPSEEK_STATE_DIR'] ?? '',
    }),
  });
  const rest = await patient.client.callTool({
    name: 'deepseek_stream',
    arguments: { run_id: runIdOf(begun), offset: 0 },
  });

  expect(answerOf(rest)).toBe(ANSWER);
});

test('a cancelled call is on disk with all that had arrived', async () => {
  await using it = await setUp(SLOW);
  const controller = new AbortController();
  const waiting = it
    .call('deepseek_chat', { prompt: 'Write.' }, { signal: controller.signal })
    .catch(() => 'cancelled');
  await until('something is written', () => (it.sandbox.exchanges[0]?.deltasSent ?? 0) > 40);
  controller.abort();
  expect(await waiting).toBe('cancelled');
  const { resources } = await it.connected.client.listResources();
  const uri = resources.find((resource) => resource.uri.startsWith('deepseek://runs/'))?.uri ?? '';
  const read = async () => {
    const { contents } = await it.connected.client.readResource({ uri });
    return (contents[0] as { text: string }).text;
  };

  await expect.poll(async () => (await read()).length).toBeGreaterThan(50);
  expect(ANSWER.startsWith(await read())).toBe(true);
});
