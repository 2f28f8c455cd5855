import { expect, test } from 'vitest';
import { receiptOf } from '../support/results.ts';
import { until } from '../support/until.ts';
import { answerOf, call, createWorld, essay, firstRunId, lineOf, runIdOf, type World } from './world.ts';

const ESSAY = essay(81);
/** More than ten seconds for the essay. */
const SLOW = { tokensPerSecond: 60, answer: () => ESSAY };
const HASTE = { DEEPSEEK_WAIT_SECONDS: '1' };

/** How long upstream went on writing after this moment. */
async function stopDelayMs(world: World, since: number): Promise<number> {
  await until(
    'upstream has seen the client leave',
    () => world.sandbox.exchanges[0]?.outcome === 'client-left',
  );
  return (world.sandbox.exchanges[0]?.endedAt ?? Infinity) - since;
}

interface Shown {
  answer: string;
  receipt: { status: string; incomplete_reason: string | null };
}

/** How the first run stands on disk once its writer has let go of it. */
async function readFromDisk(world: World): Promise<Shown> {
  await until('the end of the run is on disk', () => world.log().includes('"type":"end"'));
  return JSON.parse((await world.command('runs', 'show', firstRunId(world), '--json')).stdout) as Shown;
}

async function expectKept(world: World, given: string): Promise<void> {
  const { answer, receipt } = await readFromDisk(world);
  expect(ESSAY.startsWith(answer)).toBe(true);
  expect(answer.length).toBeGreaterThan(given.length);
  expect(receipt).toMatchObject({
    status: 'incomplete',
    incomplete_reason: expect.stringMatching(/cancelled/),
  });
  expect(world.sandbox.exchanges).toHaveLength(1);
}

test.concurrent.for(['the first call', 'a poll', 'a poll of another server'] as const)(
  'notifications/cancelled for %s stops upstream and keeps the text',
  async (which) => {
    await using world = await createWorld(SLOW, which === 'the first call' ? {} : HASTE);
    await using first = await world.spawn();
    await using second = await world.spawn();
    const begun =
      which === 'the first call' ? undefined : await call(first, 'deepseek_stream', { prompt: 'Explain.' });
    const controller = new AbortController();
    const { client } = which === 'a poll of another server' ? second : first;
    const cancelled = client
      .callTool(
        { name: 'deepseek_stream', arguments: begun ? { run_id: runIdOf(begun) } : { prompt: 'Explain.' } },
        { signal: controller.signal },
      )
      .catch(() => 'cancelled');
    const given = begun ? answerOf(begun) : '';
    await until(
      'more is on disk',
      () => (world.sandbox.exchanges[0]?.textSent.length ?? 0) > given.length + 40,
    );
    const cancelledAt = performance.now();
    controller.abort();

    expect(await cancelled).toBe('cancelled');
    expect(await stopDelayMs(world, cancelledAt)).toBeLessThan(1000);
    await expectKept(world, given);
  },
);

test.concurrent.for(['the same server', 'another server'] as const)(
  'cancel from %s stops upstream and gives what the caller does not have yet',
  async (who) => {
    await using world = await createWorld(SLOW, HASTE);
    await using first = await world.spawn();
    await using second = await world.spawn();
    const begun = await call(first, 'deepseek_stream', { prompt: 'Explain.' });
    const run_id = runIdOf(begun);
    await until(
      'more has come',
      () => (world.sandbox.exchanges[0]?.textSent ?? '').length > answerOf(begun).length + 40,
    );
    const cancelledAt = performance.now();
    const by = who === 'another server' ? second : first;
    const cancelled = await call(by, 'deepseek_stream', { run_id, cancel: true });

    expect(await stopDelayMs(world, cancelledAt)).toBeLessThan(1000);
    const { answer } = await readFromDisk(world);
    expect(answerOf(begun) + answerOf(cancelled)).toBe(answer);
    expect(lineOf(cancelled)).toMatch(
      /^\[INCOMPLETE: the call was cancelled .* · to go on: deepseek_stream \{/,
    );
    expect(cancelled.isError).toBe(true);
    await expectKept(world, answerOf(begun));

    const again = await call(second, 'deepseek_stream', { run_id, cancel: true, offset: 10 });
    expect(answerOf(again)).toBe(answer.slice(10));
  },
);

test.concurrent('to cancel a run that is whole changes nothing', async () => {
  await using world = await createWorld({ answer: () => 'Forty-two.' });
  await using server = await world.connect();
  const whole = await call(server, 'deepseek_chat', { prompt: 'How many?' });
  const cancelled = await call(server, 'deepseek_stream', { run_id: runIdOf(whole), cancel: true });

  expect(receiptOf(cancelled)).toEqual(receiptOf(whole));
  expect(cancelled.isError).toBeFalsy();
});

test.concurrent.for(['the end of stdin', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a run that was handed over: upstream within a second, and the text is kept',
  async (ending) => {
    await using world = await createWorld(SLOW, HASTE);
    await using server = await world.spawn();
    const begun = await call(server, 'deepseek_stream', { prompt: 'Explain.' });
    const endedAt = performance.now();
    if (ending === 'the end of stdin') await server.client.close();
    else process.kill(server.pid, ending);

    expect(await stopDelayMs(world, endedAt)).toBeLessThan(1000);
    await expectKept(world, answerOf(begun).slice(0, -1));
    await using later = await world.spawn();
    const more = await call(later, 'deepseek_stream', { run_id: runIdOf(begun) });
    expect(ESSAY.startsWith(answerOf(begun) + answerOf(more))).toBe(true);
    expect(answerOf(more)).not.toBe('');
  },
);
