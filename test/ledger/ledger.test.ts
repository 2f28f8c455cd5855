import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readBudgets } from '../../src/config/budgets.ts';
import { readPrices } from '../../src/config/prices.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { summariseUsage } from '../../src/ledger/summary.ts';
import { temporaryFolder } from '../support/folder.ts';

const USAGE = {
  input_tokens: 60,
  cached_input_tokens: 20,
  output_tokens: 40,
  reasoning_tokens: 10,
  total_tokens: 100,
};

interface World {
  readonly stateDir: string;
  readonly open: (budget?: string, now?: string) => Ledger;
}

async function world(): Promise<World & AsyncDisposable> {
  const folder = await temporaryFolder();
  return {
    stateDir: folder.path,
    open: (budget = '', now = '2026-11-26T12:00:00Z') =>
      openLedger({
        stateDir: folder.path,
        roots: ['/srv/project'],
        budgets: readBudgets({ DEEPSEEK_TOKEN_BUDGET: budget }),
        prices: readPrices({ DEEPSEEK_PRICES: 'deepseek-v4-pro=0.1/1/2 USD' }),
        now: () => new Date(now),
      }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const FACTS = { model: 'deepseek-v4-pro', client: 'claude-code', run_id: 'r_1', max_tokens: undefined };

async function spend(ledger: Ledger, usage: typeof USAGE | null = USAGE) {
  const entry = await ledger.open({ ...FACTS, estimateInput: () => 60 });
  return entry.close({ usage, cost: null, estimatedOutput: usage ? 0 : 33 });
}

test('what is spent is summed by any key, and a cost by the prices of the user is called an estimate', async () => {
  await using it = await world();
  const first = it.open('', '2026-10-31T23:59:59Z');
  const cost = await spend(first);
  first.close();
  const second = it.open();
  await spend(second);
  await spend(second);

  expect(cost).toEqual({ amount: (20 * 0.1 + 40 * 1 + 40 * 2) / 1e6, currency: 'USD', estimated: true });
  const byDay = summariseUsage(it.stateDir, { by: 'day' });
  expect(byDay.rows.map(({ key, requests }) => [key, requests])).toEqual([
    ['2026-10-31', 1],
    ['2026-11-26', 2],
  ]);
  expect(byDay.total).toMatchObject({ requests: 3, input_tokens: 180, output_tokens: 120 });
  expect(byDay.total.cost?.amount).toBeCloseTo(3 * (cost?.amount ?? 0), 12);
  for (const [by, key] of [
    ['week', '2026-11-23'],
    ['month', '2026-11'],
    ['model', 'deepseek-v4-pro'],
    ['project', '/srv/project'],
    ['client', 'claude-code'],
  ] as const) {
    expect(summariseUsage(it.stateDir, { by, since: '2026-11-01' }).rows).toMatchObject([
      { key, requests: 2 },
    ]);
  }
});

test('a request without usage is counted apart, and its estimate counts for budgets alone', async () => {
  await using it = await world();
  const ledger = it.open('150/day');
  await spend(ledger, null);
  const { total } = summariseUsage(it.stateDir, { by: 'model' });

  expect(total).toMatchObject({ requests: 1, requests_without_usage: 1, input_tokens: 0, output_tokens: 0 });
  await spend(ledger);
  await expect(spend(ledger)).rejects.toThrow(/150 tokens a day is reached: 193 are spent/);
});

const NO_COUNTS = { cached_input_tokens: null, reasoning_tokens: null, total_tokens: null };

test.for([
  ['a count of the input alone', { input_tokens: 60, output_tokens: null }, false, 60 + 500],
  ['a count of the output alone', { input_tokens: null, output_tokens: 400 }, false, 70 + 400],
  ['zeros', { input_tokens: 0, output_tokens: 0 }, false, 70 + 500],
  [
    'counts that began with the stream and never ended',
    { input_tokens: 60, output_tokens: 1 },
    true,
    60 + 500,
  ],
  ['less than the estimate', { input_tokens: 60, output_tokens: 300 }, false, 360],
  ['as much, of an answer that was cut', { input_tokens: 60, output_tokens: 600 }, true, 660],
] as const)('%s: budgets count an estimate of what is missing', async ([, counts, isCut, spent]) => {
  await using it = await world();
  const ledger = it.open('1,1000000/day');
  const entry = await ledger.open({ ...FACTS, estimateInput: () => 70 });
  entry.close({ usage: { ...NO_COUNTS, ...counts }, cost: null, estimatedOutput: 500, isCut });
  const { total } = summariseUsage(it.stateDir, { by: 'model' });

  expect(() => ledger.check()).toThrow(new RegExp(`reached: ${spent} of 1 tokens`));
  expect(() => it.open(`${spent + 1}/day`).check()).not.toThrow();
  expect(() => it.open(`${spent}/day`).check()).toThrow(/is reached/);
  expect(total).toMatchObject({
    requests_without_usage: 0,
    input_tokens: counts.input_tokens ?? 0,
    output_tokens: counts.output_tokens ?? 0,
  });
});

test('what a killed process spent is not spent by the process that records it', async () => {
  await using it = await world();
  await it.open().open({ ...FACTS, estimateInput: () => 60 });
  const folder = path.join(it.stateDir, 'ledger', 'pending');
  const [owner = ''] = readdirSync(folder).filter((name) => name.endsWith('.owner'));
  const identity = JSON.parse(readFileSync(path.join(folder, owner), 'utf8')) as object;
  writeFileSync(path.join(folder, owner), JSON.stringify({ ...identity, pid: 99_999_999 }));
  const ledger = it.open('100,200/day');
  await ledger.recover(async () => ({ usage: USAGE, cost: null, estimatedOutput: 0 }));

  expect(() => ledger.check()).not.toThrow();
  expect(() => it.open('100/day').check()).toThrow(/is reached/);
});

test('a request that brought nothing is not in the ledger', async () => {
  await using it = await world();
  const entry = await it.open().open({ ...FACTS, estimateInput: () => 60 });
  entry.close({ usage: null, cost: null, estimatedOutput: 0 });

  expect(summariseUsage(it.stateDir, { by: 'model' }).rows).toEqual([]);
});

test('a budget of a day is shared, survives a restart, and starts anew the next day in UTC', async () => {
  await using it = await world();
  for (let count = 0; count < 5; count += 1) await spend(it.open('500/day'));
  const restarted = it.open('500/day', '2026-11-26T23:59:59.999Z');

  expect(() => restarted.check()).toThrow(
    /The token budget of 500 tokens a day is reached: 500 are spent.*starts anew at 2026-11-27 00:00 UTC/,
  );
  await spend(it.open('500/day', '2026-11-27T00:00:00Z'));
  expect(() => it.open('500/month', '2026-11-30T10:00:00Z').check()).toThrow(/2026-12-01 00:00 UTC/);
  expect(() => it.open('500/month', '2026-12-01T00:00:00Z').check()).not.toThrow();
});

test('what is under way is reserved, over all processes: input as estimated, and max_tokens', async () => {
  await using it = await world();
  const one = it.open('1000/day');
  const other = it.open('1000/day');
  const entry = await one.open({ ...FACTS, estimateInput: () => 600, max_tokens: 400 });

  await expect(spend(other)).rejects.toThrow(/0 are spent and 1000 reserved for requests that are under way/);
  entry.close({ usage: USAGE, cost: null, estimatedOutput: 0 });
  await spend(other);
  expect(other.warnings()).toEqual([]);
});

test.for([
  ['input', { estimateInput: () => 1200, max_tokens: undefined }],
  ['max_tokens', { estimateInput: () => 110, max_tokens: 4000 }],
] as const)('a request whose own %s is more than is left of a day is refused', async ([, facts]) => {
  await using it = await world();
  const ledger = it.open('1000/day');
  await spend(ledger);

  await expect(ledger.open({ ...FACTS, ...facts })).rejects.toThrow(
    /1000 tokens a day is reached: 100 are spent, and this request may take \d+ \(DEEPSEEK_TOKEN_BUDGET\)/,
  );
  await spend(ledger);
});

test('from 80 % on the receipt warns', async () => {
  await using it = await world();
  const ledger = it.open('120,1000/month');
  await spend(ledger);

  expect(ledger.warnings()).toEqual(['83 % of the token budget of this process (120) is spent']);
});

test('a damaged line costs that line only, and is reported', async () => {
  await using it = await world();
  await spend(it.open());
  const file = path.join(it.stateDir, 'ledger', '2026-11.jsonl');
  appendFileSync(file, '{"kind":"request","version":1,"id":"cut off');
  await spend(it.open());

  expect(summariseUsage(it.stateDir, { by: 'model' })).toMatchObject({
    total: { requests: 2 },
    unreadable: 1,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('nothing is left of processes that ended well, and no prompt is in the ledger', async () => {
  await using it = await world();
  const ledger = it.open();
  await spend(ledger);
  ledger.close();

  expect(readdirSync(path.join(it.stateDir, 'ledger', 'pending'))).toEqual([]);
  const [, line = ''] = readFileSync(path.join(it.stateDir, 'ledger', '2026-11.jsonl'), 'utf8').split('\n');
  expect(Object.keys(JSON.parse(line) as object).toSorted()).toEqual([
    'at',
    'cached_input_tokens',
    'client',
    'cost',
    'estimated_tokens',
    'id',
    'input_tokens',
    'kind',
    'model',
    'output_tokens',
    'project',
    'reasoning_tokens',
    'run_id',
    'sum',
    'version',
  ]);
});

test('an answer that has arrived outlives a state folder that has gone', async () => {
  await using it = await world();
  const ledger = it.open();
  const entry = await ledger.open({ ...FACTS, estimateInput: () => 60 });
  rmSync(path.join(it.stateDir, 'ledger'), { recursive: true });

  expect(entry.close({ usage: USAGE, cost: null, estimatedOutput: 0 })).toMatchObject({ currency: 'USD' });
  expect(ledger.problem()).toMatch(/^its reservation in the ledger cannot be removed/);
});

test('a budget that cannot be read refuses the next request, and is a warning to an answer that has arrived', async () => {
  await using it = await world();
  const ledger = it.open('1000/day');
  await spend(ledger);
  const folder = path.join(it.stateDir, 'ledger', 'pending');
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');

  expect(ledger.warnings()).toEqual(['what is spent of the token budget cannot be read']);
  expect(() => ledger.check()).toThrow(/state folder .* cannot be read/);
});

test('what a killed process had received is recorded once, however often its recovery is cut off', async () => {
  await using it = await world();
  const folder = path.join(it.stateDir, 'ledger', 'pending');
  const killAll = () => {
    for (const owner of readdirSync(folder).filter((name) => name.endsWith('.owner'))) {
      const identity = JSON.parse(readFileSync(path.join(folder, owner), 'utf8')) as object;
      // No process has this id.
      writeFileSync(path.join(folder, owner), JSON.stringify({ ...identity, pid: 99_999_999 }));
    }
  };
  for (const run_id of ['r_1', 'r_2']) {
    await it.open('1000/day').open({ ...FACTS, run_id, estimateInput: () => 60 });
  }
  const received = { usage: USAGE, cost: null, estimatedOutput: 0 };
  for (const dies of ['r_1', 'r_2']) {
    killAll();
    const recovering = it.open().recover(async (id) => {
      if (id === dies) throw new Error('killed');
      return received;
    });
    await recovering.catch(() => undefined);
    expect(() => it.open('60/day').check()).toThrow(/is reached/);
  }
  killAll();
  const last = it.open();
  await last.recover(async () => received);
  last.close();

  expect(summariseUsage(it.stateDir, { by: 'model' }).total).toMatchObject({
    requests: 2,
    input_tokens: 120,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.for(['', '1000/day'])(
  'a folder that was removed is made again, and with a budget of "%s" nothing is missing',
  async (budget) => {
    await using it = await world();
    const ledger = it.open(budget);
    await spend(ledger);
    rmSync(path.join(it.stateDir, 'ledger'), { recursive: true });
    await spend(ledger);

    expect(ledger.problem()).toBeUndefined();
    expect(summariseUsage(it.stateDir, { by: 'model' }).rows).toMatchObject([{ requests: 1 }]);
  },
);

test('a request that could not be recorded is told of once', async () => {
  await using it = await world();
  const ledger = it.open();
  writeFileSync(path.join(it.stateDir, 'ledger'), 'in the way');
  await spend(ledger);
  expect(ledger.problem()).toMatch(/^not recorded in the ledger/);
  rmSync(path.join(it.stateDir, 'ledger'));
  await spend(ledger);

  expect(ledger.problem()).toBeUndefined();
});

test('months older than thirteen are removed', async () => {
  await using it = await world();
  for (const month of ['2025-09', '2025-10', '2025-11', '2026-10'])
    await spend(it.open('', `${month}-15T00:00:00Z`));
  await it.open().recover(() => Promise.reject(new Error('nothing to recover')));

  expect(readdirSync(path.join(it.stateDir, 'ledger')).filter((name) => name.endsWith('.jsonl'))).toEqual([
    '2025-10.jsonl',
    '2025-11.jsonl',
    '2026-10.jsonl',
  ]);
});

test.for(['x', '5/week', '-1', '0', '1.5', '9007199254740993', '5,,6', '5,6', '1/day,2/day'])(
  'DEEPSEEK_TOKEN_BUDGET=%s is refused',
  (text) => {
    expect(() => readBudgets({ DEEPSEEK_TOKEN_BUDGET: text })).toThrow(
      /DEEPSEEK_TOKEN_BUDGET is ".*"; it takes/,
    );
  },
);

test.for(['pro', 'pro=1/2', 'pro=1/2/3', 'pro=1/2/x USD', '=1/2/3 USD'])(
  'DEEPSEEK_PRICES=%s is refused',
  (text) => {
    expect(() => readPrices({ DEEPSEEK_PRICES: text })).toThrow(/DEEPSEEK_PRICES has ".*"; it takes/);
  },
);
