import { setImmediate as nextTurn } from 'node:timers/promises';
import { tokensOf } from './budgets.ts';
import { followMonth, listMonths } from './months.ts';
import type { SpentRecord } from './record.ts';
import { startSum, type Sum, type UsageTotal } from './sum.ts';
import { toRows, type UsageKey, type UsageRow } from './summary.ts';

const FEED_KEYS = ['day', 'model', 'project', 'client'] as const satisfies readonly UsageKey[];
type FeedKey = (typeof FEED_KEYS)[number];

export interface FeedSummary {
  readonly by: Readonly<Record<FeedKey, readonly UsageRow[]>>;
  readonly total: UsageTotal;
  /** Lines of the months in question that are damaged, or that a later version wrote. */
  readonly unreadable: number;
}

/** The ledger as sums that are kept up to date, for a reader that asks again and again. */
export interface UsageFeed {
  /** Reads the months that were not read yet. @param since - The first day, `YYYY-MM-DD` in UTC. */
  load(since: string): Promise<void>;
  /** Reads what was added to the newest months. @returns Whether there was anything. */
  readMore(): boolean;
  /** What was read. @param since - The first day, `YYYY-MM-DD` in UTC. */
  summarise(since: string): FeedSummary;
  /** Tokens that budgets count. @param period - A day or a month in UTC: `YYYY-MM-DD`, `YYYY-MM`. */
  spentIn(period: string): number;
}

/** What was spent in one month. */
interface Month {
  readonly days: Map<string, Day>;
  unreadable: number;
  /** @returns Whether there was anything. */
  readMore(): boolean;
}

/** What was spent on one day: by model, project and client, and all of it by the day itself. */
interface Day {
  readonly sums: Readonly<Record<FeedKey, Map<string, Sum>>>;
  budgetTokens: number;
}

export function openUsageFeed(stateDir: string): UsageFeed {
  const months = new Map<string, Month>();
  const monthOf = (name: string): Month => {
    let month = months.get(name);
    if (!month) months.set(name, (month = startMonth(stateDir, name)));
    return month;
  };
  return {
    async load(since) {
      const unread = listMonths(stateDir).filter((name) => name >= since.slice(0, 7) && !months.has(name));
      for (const name of unread) {
        monthOf(name).readMore();
        await nextTurn();
      }
    },
    readMore() {
      const names = listMonths(stateDir);
      for (const name of months.keys()) if (!names.includes(name)) months.delete(name);
      // Only the newest is still written to, and the one before it where the month has just ended.
      const grown = names.slice(-2).map((name) => monthOf(name).readMore());
      return grown.includes(true);
    },
    summarise: (since) => summarise(months, since),
    spentIn(period) {
      let tokens = 0;
      for (const [name, { budgetTokens }] of months.get(period.slice(0, 7))?.days ?? []) {
        if (name.startsWith(period)) tokens += budgetTokens;
      }
      return tokens;
    },
  };
}

function startMonth(stateDir: string, name: string): Month {
  const readMore = followMonth(stateDir, name);
  const days = new Map<string, Day>();
  let hasNews = false;
  const add = (record: SpentRecord) => {
    hasNews = true;
    const date = record.at.slice(0, 10);
    let day = days.get(date);
    if (!day) days.set(date, (day = { sums: startSums(), budgetTokens: 0 }));
    for (const key of FEED_KEYS) sumFor(day.sums[key], key === 'day' ? date : record[key]).add(record);
    day.budgetTokens += tokensOf(record);
  };
  const month: Month = {
    days,
    unreadable: 0,
    readMore() {
      hasNews = false;
      readMore(
        add,
        () => {
          hasNews = true;
          days.clear();
          month.unreadable = 0;
        },
        () => (month.unreadable += 1),
      );
      return hasNews;
    },
  };
  return month;
}

function summarise(months: ReadonlyMap<string, Month>, since: string): FeedSummary {
  const sums = startSums();
  const total = startSum();
  let unreadable = 0;
  for (const [name, month] of months) {
    if (name < since.slice(0, 7)) continue;
    unreadable += month.unreadable;
    for (const [date, day] of month.days) {
      if (date < since) continue;
      for (const key of FEED_KEYS) mergeAll(sums[key], day.sums[key]);
      for (const sum of day.sums.day.values()) total.merge(sum.total());
    }
  }
  const by = {
    day: toRows(sums.day, 'day'),
    model: toRows(sums.model, 'model'),
    project: toRows(sums.project, 'project'),
    client: toRows(sums.client, 'client'),
  };
  return { by, total: total.total(), unreadable };
}

function startSums(): Record<FeedKey, Map<string, Sum>> {
  return { day: new Map(), model: new Map(), project: new Map(), client: new Map() };
}

function mergeAll(into: Map<string, Sum>, sums: ReadonlyMap<string, Sum>): void {
  for (const [value, sum] of sums) sumFor(into, value).merge(sum.total());
}

function sumFor(sums: Map<string, Sum>, value: string): Sum {
  let sum = sums.get(value);
  if (!sum) sums.set(value, (sum = startSum()));
  return sum;
}
