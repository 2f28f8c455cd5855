import { sumCost } from './cost.ts';
import { listMonths, readMonth } from './months.ts';
import type { Cost, SpentRecord } from './record.ts';

export const USAGE_KEYS = ['day', 'week', 'month', 'model', 'project', 'client'] as const;
export type UsageKey = (typeof USAGE_KEYS)[number];

export interface UsageRow {
  readonly key: string;
  readonly requests: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  /** Of the requests whose cost is known; null where there is none, or in several currencies. */
  readonly cost: Cost | null;
  readonly requests_without_cost: number;
  /** Requests of which upstream gave no usage: none of their tokens is in the sums. */
  readonly requests_without_usage: number;
}

export interface UsageSummary {
  readonly rows: readonly UsageRow[];
  readonly total: Omit<UsageRow, 'key'>;
  /** Lines of the ledger that are damaged, or that a later version wrote. */
  readonly unreadable: number;
}

interface SummaryOptions {
  readonly by: UsageKey;
  /** The first day, `YYYY-MM-DD` in UTC; all that is kept where it is undefined. */
  readonly since?: string | undefined;
}

/** What was spent, by a key; days and months in order, everything else by tokens. */
export function summariseUsage(stateDir: string, { by, since = '' }: SummaryOptions): UsageSummary {
  const sums = new Map<string, Sum>();
  const total = startSum();
  let unreadable = 0;
  for (const month of listMonths(stateDir).filter((name) => name >= since.slice(0, 7))) {
    const reading = readMonth(stateDir, month, (record) => {
      if (record.at < since) return;
      const key = keyOf(record, by);
      let sum = sums.get(key);
      if (!sum) sums.set(key, (sum = startSum()));
      sum.add(record);
      total.add(record);
    });
    unreadable += reading.unreadable;
  }
  const rows = [...sums].map(([key, sum]) => ({ key, ...sum.row() }));
  const isTime = by === 'day' || by === 'week' || by === 'month';
  return {
    rows: rows.toSorted((one, other) =>
      isTime ? compare(one.key, other.key) : weight(other) - weight(one) || compare(one.key, other.key),
    ),
    total: total.row(),
    unreadable,
  };
}

function keyOf(record: SpentRecord, by: UsageKey): string {
  if (by === 'day') return record.at.slice(0, 10);
  if (by === 'month') return record.at.slice(0, 7);
  return by === 'week' ? mondayOf(record.at) : record[by];
}

/** Weeks start on Monday, in UTC. */
function mondayOf(at: string): string {
  const day = new Date(at);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

interface Sum {
  add(record: SpentRecord): void;
  row(): Omit<UsageRow, 'key'>;
}

function startSum(): Sum {
  const tokens = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, reasoning_tokens: 0 };
  let requests = 0;
  let withoutUsage = 0;
  let withoutCost = 0;
  let cost: Cost | null | undefined;
  return {
    add(record) {
      requests += 1;
      if (record.estimated_tokens !== null) withoutUsage += 1;
      for (const name of Object.keys(tokens) as (keyof typeof tokens)[]) tokens[name] += record[name] ?? 0;
      if (record.cost === null) withoutCost += 1;
      else cost = cost === undefined ? record.cost : sumCost(cost, record.cost);
    },
    row: () => ({
      requests,
      ...tokens,
      cost: cost ?? null,
      requests_without_cost: withoutCost,
      requests_without_usage: withoutUsage,
    }),
  };
}

function weight({ input_tokens, output_tokens }: UsageRow): number {
  return input_tokens + output_tokens;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
