import { expect, test } from 'vitest';
import { openSession } from '../support/project.ts';
import { receiptOf } from '../support/results.ts';

test('with DEEPSEEK_MAX_REQUESTS at 2, twenty calls at once are all answered, two at a time', async () => {
  let running = 0;
  let most = 0;
  await using it = await openSession(
    {},
    {
      environment: { DEEPSEEK_MAX_REQUESTS: '2' },
      sandbox: {
        timeToFirstTokenMs: 5,
        answer: () => {
          running += 1;
          most = Math.max(most, running);
          setTimeout(() => (running -= 1), 2);
          return 'Done.';
        },
      },
    },
  );
  const calls = Array.from({ length: 20 }, () => it.call('deepseek_chat', { prompt: 'Hello.' }));
  const results = await Promise.all(calls);

  expect(results.map((result) => receiptOf(result).status)).toEqual(Array(20).fill('complete'));
  expect(most).toBeLessThanOrEqual(2);
});

test('a call that waits for a slot is cancelled at once, and sends nothing', async () => {
  await using it = await openSession(
    {},
    { environment: { DEEPSEEK_MAX_REQUESTS: '1' }, sandbox: { timeToFirstTokenMs: 60_000 } },
  );
  const controllers = [new AbortController(), new AbortController()];
  const calls = controllers.map(({ signal }) =>
    it.client.callTool({ name: 'deepseek_chat', arguments: { prompt: 'Hello.' } }, { signal }).then(
      () => 'answered',
      () => 'cancelled',
    ),
  );
  await expect.poll(() => it.sandbox.exchanges.length).toBe(1);
  controllers[1]?.abort();
  expect(await calls[1]).toBe('cancelled');
  expect(it.sandbox.exchanges).toHaveLength(1);
  controllers[0]?.abort();
  await calls[0];
});
