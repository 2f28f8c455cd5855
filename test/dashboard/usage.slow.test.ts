import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { UsageView } from '../../src/dashboard/views.ts';
import { appendSpent } from '../../src/ledger/months.ts';
import type { SpentRecord } from '../../src/ledger/record.ts';
import { summariseUsage } from '../../src/ledger/summary.ts';
import { openUsageFeed } from '../../src/ledger/usage-feed.ts';
import { openDashboard } from '../support/dashboard-world.ts';
import { temporaryFolder } from '../support/folder.ts';

const DAY_MS = 24 * 3600 * 1000;

function spent(daysAgo: number, facts: Partial<SpentRecord> = {}): SpentRecord {
  return {
    kind: 'request',
    id: Math.random().toString(16).slice(2),
    at: new Date(Date.now() - daysAgo * DAY_MS).toISOString(),
    model: 'deepseek-v4-pro',
    project: '/home/ada/app',
    client: 'claude-code',
    run_id: null,
    input_tokens: 100,
    cached_input_tokens: 40,
    output_tokens: 10,
    reasoning_tokens: 4,
    estimated_tokens: null,
    cost: { amount: 0.25, currency: 'USD', estimated: false },
    ...facts,
  };
}

/** Records of a year, different enough that a sum in the wrong place shows. */
function aYear(): SpentRecord[] {
  return Array.from({ length: 400 }, (_, at) =>
    spent((at * 37) % 365, {
      model: `model-${at % 3}`,
      project: `/p/${at % 4}`,
      client: `client-${at % 5}`,
      input_tokens: at,
      cached_input_tokens: at % 50,
      cost:
        at % 7 === 0 ? null : { amount: at / 100, currency: at % 3 ? 'USD' : 'EUR', estimated: at % 2 === 0 },
      ...(at % 11 === 0 && { input_tokens: null, output_tokens: null, estimated_tokens: 7 }),
    }),
  );
}

test('sums that are kept up to date are those of the usage command', async () => {
  await using folder = await temporaryFolder();
  const feed = openUsageFeed(folder.path);
  for (const record of aYear()) appendSpent(folder.path, record);
  await feed.load('2000-01-01');
  for (let more = 0; more < 20; more += 1) appendSpent(folder.path, spent(0, { input_tokens: more }));
  expect(feed.readMore()).toBe(true);
  expect(feed.readMore()).toBe(false);
  for (const since of ['2000-01-01', new Date(Date.now() - 40 * DAY_MS).toISOString().slice(0, 10)]) {
    const { by, total } = feed.summarise(since);
    for (const key of ['day', 'model', 'project', 'client'] as const) {
      const expected = summariseUsage(folder.path, { by: key, since });
      expect(rounded(by[key])).toEqual(rounded(expected.rows));
      expect(rounded(total)).toEqual(rounded(expected.total));
    }
  }
});

/** Sums in another order differ in digits that nobody sees. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, each) => (typeof each === 'number' ? Number(each.toPrecision(9)) : each)),
  );
}

test('usage by day, model, project and client, with budget, is sent and grows with the ledger', async () => {
  await using world = await openDashboard({
    environment: { DEEPSEEK_TOKEN_BUDGET: '1000/day,500' },
    async prepare({ stateDir }) {
      appendSpent(stateDir, spent(0));
      appendSpent(stateDir, spent(20, { model: 'deepseek-v4-flash', client: 'cli' }));
      appendSpent(stateDir, spent(100));
      appendFileSync(
        path.join(stateDir, 'ledger', `${new Date().toISOString().slice(0, 7)}.jsonl`),
        '\ndamaged\n',
      );
    },
  });
  const stop = new AbortController();
  const events = world.events(stop.signal);
  await events.next();
  const usageWhen = async (requests: number): Promise<UsageView> => {
    for (;;) {
      const usage = await world.get<UsageView>('/api/usage?days=30');
      if (usage.total.requests === requests) return usage;
      await events.next();
    }
  };
  const usage = await usageWhen(2);
  expect(usage).toMatchObject({
    total: {
      requests: 2,
      input_tokens: 200,
      cached_input_tokens: 80,
      cost: { amount: 0.5, currency: 'USD' },
    },
    unreadable: 1,
    budgets: [
      { tokens: 1000, per: 'day', spent: 110, reserved: 0 },
      { tokens: 500, per: 'process', spent: null },
    ],
  });
  expect(usage.by.model.map(({ key }) => key).toSorted()).toEqual(['deepseek-v4-flash', 'deepseek-v4-pro']);
  expect(usage.by.client.map(({ key }) => key).toSorted()).toEqual(['claude-code', 'cli']);
  expect((await world.get<UsageView>('/api/usage?days=365')).total.requests).toBe(3);

  appendSpent(world.stateDir, spent(0, { input_tokens: 500 }));
  expect((await usageWhen(3)).budgets[0]).toMatchObject({ spent: 620 });
  stop.abort();
});
