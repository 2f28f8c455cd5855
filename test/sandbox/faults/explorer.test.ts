import { expect, test } from 'vitest';
import type { FaultName } from '../../../src/sandbox/sandbox.ts';
import { openSession } from '../../support/project.ts';
import { answerOf, receiptOf } from '../../support/results.ts';

const FILES = { 'src/retry.ts': '// a 429 is retried here\n', 'notes.md': 'nothing\n' };

interface Habit {
  readonly fault: FaultName;
  /** What the second request holds. */
  readonly shows: RegExp;
  readonly status: string;
  readonly requests: number;
}

const HABITS: readonly Habit[] = [
  { fault: 'call-in-markers', shows: /The project: 2 files/, status: 'complete', requests: 4 },
  { fault: 'call-in-xml', shows: /The project: 2 files/, status: 'complete', requests: 4 },
  { fault: 'call-in-fence', shows: /The project: 2 files/, status: 'complete', requests: 4 },
  { fault: 'open-arguments', shows: /The project: 2 files/, status: 'complete', requests: 4 },
  {
    fault: 'several-calls',
    shows: /The project: 2 files.*The project: 2 files/,
    status: 'complete',
    requests: 4,
  },
  { fault: 'wrong-arguments', shows: /value of action is missing or wrong/, status: 'complete', requests: 5 },
  { fault: 'unknown-function', shows: /There is no function/, status: 'complete', requests: 5 },
  { fault: 'same-call', shows: /The project: 2 files/, status: 'incomplete', requests: 4 },
  { fault: 'endless-reading', shows: /0 lines in 0 files/, status: 'incomplete', requests: 7 },
  { fault: 'second-round-refused', shows: /The project: 2 files/, status: 'incomplete', requests: 2 },
];

test.for(HABITS)('$fault is met', async ({ fault, shows, status, requests }) => {
  await using it = await openSession(FILES, {
    sandbox: { fault },
    environment: { DEEPSEEK_EXPLORE_ROUNDS: '6' },
  });
  const result = await it.call('deepseek_chat', { prompt: 'Where is a 429 retried?', explore: true });

  expect(it.sandbox.exchanges).toHaveLength(requests);
  expect(JSON.stringify(it.sent(1))).toMatch(shows);
  expect(receiptOf(result).status).toBe(status);
  expect(answerOf(result)).toContain(status === 'complete' ? 'src/retry.ts:1' : '');
});

test('from the second round on the prefix cache serves the round before', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, number) => [
      `src/part-${number}.ts`,
      `// "quoted" \\ part ${number}\n`.repeat(9),
    ]),
  );
  await using it = await openSession({ ...files, ...FILES });
  await it.call('deepseek_chat', { prompt: 'Where is a 429 retried?', explore: true });
  const usages = it.sandbox.exchanges.map(({ usage }) => usage);

  expect(usages.length).toBeGreaterThan(3);
  for (const [place, usage] of usages.slice(1).entries()) {
    const before = usages[place]?.inputTokens ?? Infinity;
    expect(usage?.cachedInputTokens).toBeGreaterThanOrEqual(0.95 * before - 64);
  }
});
