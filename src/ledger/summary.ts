import { listMonths, readMonth } from './months.ts';
import type { SpentRecord } from './record.ts';
import { startSum, type Sum, type UsageTotal } from './sum.ts';

export const USAGE_KEYS = ['day', 'week', 'month', 'model', 'project', 'client'] as const;
export type UsageKey = (typeof USAGE_KEYS)[number];

export interface UsageRow extends UsageTotal {
  readonly key: string;
}

export interface UsageSummary {
  readonly rows: readonly UsageRow[];
  readonly total: UsageTotal;
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
  return { rows: toRows(sums, by), total: total.total(), unreadable };
}

/** Times in order, everything else by tokens. */
export function toRows(sums: ReadonlyMap<string, Sum>, by: UsageKey): UsageRow[] {
  const rows = [...sums].map(([key, sum]) => ({ key, ...sum.total() }));
  const isTime = by === 'day' || by === 'week' || by === 'month';
  return rows.toSorted((one, other) =>
    isTime ? compare(one.key, other.key) : weight(other) - weight(one) || compare(one.key, other.key),
  );
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

function weight({ input_tokens, output_tokens }: UsageRow): number {
  return input_tokens + output_tokens;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
