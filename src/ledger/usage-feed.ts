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
  /** Reads a month that was not read yet, the newest first; then what was added since. @returns Whether there was news. */
  readMore(): boolean;
  /** Whether all months were read. */
  readonly isComplete: () => boolean;
  /** @param since - The first day, `YYYY-MM-DD` in UTC. */
  summarise(since: string): FeedSummary;
  /** Tokens that budgets count. @param period - A day or a month in UTC: `YYYY-MM-DD`, `YYYY-MM`. */
  spentIn(period: string): number;
}

/** What was spent in one month, as sums for each day, model, project and client. */
interface Month {
  readonly cells: Map<string, Cell>;
  readonly budgetTokens: Map<string, number>;
  unreadable: number;
  /** @returns Whether there was anything. */
  readMore(): boolean;
}

interface Cell extends Readonly<Record<FeedKey, string>> {
  readonly sum: Sum;
}

export function openUsageFeed(stateDir: string): UsageFeed {
  const months = new Map<string, Month>();
  let isComplete = false;
  return {
    readMore() {
      const names = listMonths(stateDir);
      for (const name of months.keys()) if (!names.includes(name)) months.delete(name);
      const unread = names.findLast((name) => !months.has(name));
      isComplete = names.every((name) => name === unread || months.has(name));
      if (unread !== undefined) {
        const month = startMonth(stateDir, unread);
        months.set(unread, month);
        return month.readMore();
      }
      // Only the newest is still written to, and the one before it where the month has just ended.
      const grown = names.slice(-2).map((name) => months.get(name)?.readMore() ?? false);
      return grown.includes(true);
    },
    isComplete: () => isComplete,
    summarise: (since) => summarise(months, since),
    spentIn(period) {
      let tokens = 0;
      for (const [day, spent] of months.get(period.slice(0, 7))?.budgetTokens ?? []) {
        if (day.startsWith(period)) tokens += spent;
      }
      return tokens;
    },
  };
}

function startMonth(stateDir: string, name: string): Month {
  const readMore = followMonth(stateDir, name);
  const cells = new Map<string, Cell>();
  const budgetTokens = new Map<string, number>();
  let hasNews = false;
  const add = (record: SpentRecord) => {
    hasNews = true;
    const { model, project, client } = record;
    const day = record.at.slice(0, 10);
    const key = JSON.stringify([day, model, project, client]);
    let cell = cells.get(key);
    if (!cell) cells.set(key, (cell = { day, model, project, client, sum: startSum() }));
    cell.sum.add(record);
    budgetTokens.set(day, (budgetTokens.get(day) ?? 0) + tokensOf(record));
  };
  const month: Month = {
    cells,
    budgetTokens,
    unreadable: 0,
    readMore() {
      hasNews = false;
      readMore(
        add,
        () => {
          hasNews = true;
          cells.clear();
          budgetTokens.clear();
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
  const total = startSum();
  let unreadable = 0;
  const sums = { day: new Map<string, Sum>(), model: new Map(), project: new Map(), client: new Map() };
  for (const [name, month] of months) {
    if (name < since.slice(0, 7)) continue;
    unreadable += month.unreadable;
    for (const cell of month.cells.values()) {
      if (cell.day < since) continue;
      const cost = cell.sum.total();
      total.merge(cost);
      for (const key of FEED_KEYS) sumFor(sums[key], cell[key]).merge(cost);
    }
  }
  const { day, model, project, client } = sums;
  const by = {
    day: toRows(day, 'day'),
    model: toRows(model, 'model'),
    project: toRows(project, 'project'),
    client: toRows(client, 'client'),
  };
  return { by, total: total.total(), unreadable };
}

function sumFor(sums: Map<string, Sum>, key: string): Sum {
  let sum = sums.get(key);
  if (!sum) sums.set(key, (sum = startSum()));
  return sum;
}
