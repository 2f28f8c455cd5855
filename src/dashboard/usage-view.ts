import { startsAnew } from '../ledger/budgets.ts';
import type { TokenBudget } from '../config/budgets.ts';
import { openPendingRequests } from '../ledger/pending.ts';
import type { UsageFeed } from '../ledger/usage-feed.ts';
import type { BudgetView, UsageView } from './views.ts';

const DAY_MS = 24 * 3600 * 1000;

interface UsageOptions {
  readonly stateDir: string;
  readonly budgets: readonly TokenBudget[];
  readonly feed: UsageFeed;
  readonly now: () => Date;
}

/** @returns What was spent in the last so many days, today being one of them, by all processes. */
export function createUsageView({
  stateDir,
  budgets,
  feed,
  now,
}: UsageOptions): (days: number) => Promise<UsageView> {
  const pending = openPendingRequests(stateDir);
  const describe = ({ tokens, per }: TokenBudget): BudgetView => {
    if (per === 'process') return { tokens, per, spent: null, reserved: 0, startsAnew: null };
    const today = now().toISOString();
    const reserved = pending.all().reduce((sum, { reserved_tokens }) => sum + reserved_tokens, 0);
    const spent = feed.spentIn(per === 'day' ? today.slice(0, 10) : today.slice(0, 7));
    return { tokens, per, spent, reserved, startsAnew: startsAnew(per, now()) };
  };
  return async (days) => {
    const since = new Date(now().getTime() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
    await feed.load(since);
    return {
      ...feed.summarise(since),
      since,
      until: now().toISOString().slice(0, 10),
      budgets: budgets.map(describe),
    };
  };
}
