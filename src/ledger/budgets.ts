import { TOKENS_PER_REQUEST } from '../chat/estimate-tokens.ts';
import type { TokenBudget } from '../config/budgets.ts';
import { DelegateError } from '../errors.ts';
import { followMonth, monthOf } from './months.ts';
import type { PendingRequests } from './pending.ts';
import type { SpentRecord } from './record.ts';

/** From this share on, receipts warn. */
const WARN_FROM = 0.8;

/** The request that asks. */
interface OwnRequest {
  readonly id: string;
  /** What it has reserved: its input as estimated, and `max_tokens` where given. */
  readonly tokens: number;
}

export interface Budgets {
  /** @throws {DelegateError} `configuration` once what is spent and reserved reaches a limit. */
  check(own?: OwnRequest): void;
  /** Counts a request of this process. */
  spend(tokens: number): void;
  /** What is left of the budget of this process; undefined where it has none. */
  readonly leftHere: () => number | undefined;
  /** One line for each budget of which most is spent. */
  readonly warnings: () => string[];
}

interface BudgetsOptions {
  readonly stateDir: string;
  readonly limits: readonly TokenBudget[];
  readonly pending: PendingRequests;
  /** Tokens that this process has reserved for requests that are under way, `exceptId` aside. */
  readonly reservedHere: (exceptId?: string) => number;
  readonly now: () => Date;
}

/** What a record counts: upstream's own figures, or the estimate where it gave none. */
export function tokensOf(record: SpentRecord): number {
  return record.estimated_tokens ?? (record.input_tokens ?? 0) + (record.output_tokens ?? 0);
}

export function createBudgets({ stateDir, limits, pending, reservedHere, now }: BudgetsOptions): Budgets {
  let spentHere = 0;
  const shared = followSpending(stateDir);

  const measure = ({ per }: TokenBudget, ownId?: string): { spent: number; reserved: number } => {
    if (per === 'process') return { spent: spentHere, reserved: reservedHere(ownId) };
    // What is closed meanwhile is counted twice for a moment; the other way round it would be missing.
    const open = pending.all().filter(({ id }) => id !== ownId);
    const at = now().toISOString();
    const { spent, ids } = shared(per === 'day' ? at.slice(0, 10) : monthOf(at), monthOf(at));
    const reserved = open.filter(({ id }) => !ids.has(id));
    return { spent, reserved: reserved.reduce((sum, { reserved_tokens }) => sum + reserved_tokens, 0) };
  };

  return {
    check(own) {
      for (const limit of limits) {
        const { spent, reserved } = measure(limit, own?.id);
        // A budget of one process is for loops that run away: the request that reaches it is let through.
        const wanted = limit.per === 'process' ? 0 : Math.max(0, (own?.tokens ?? 0) - TOKENS_PER_REQUEST);
        if (spent + reserved >= limit.tokens || spent + reserved + wanted > limit.tokens) {
          throw reached(limit, { spent, reserved, wanted }, now());
        }
      }
    },
    spend: (tokens) => void (spentHere += tokens),
    leftHere() {
      const limit = limits.find(({ per }) => per === 'process');
      return limit && Math.max(0, limit.tokens - spentHere - reservedHere());
    },
    warnings: () =>
      limits.flatMap((limit) => {
        const { spent } = measure(limit);
        if (spent < WARN_FROM * limit.tokens) return [];
        return [
          `${Math.floor((100 * spent) / limit.tokens)} % of the token budget ${describe(limit)} is spent`,
        ];
      }),
  };
}

/** Sums of the current month, by day; what is added is read once. */
function followSpending(stateDir: string) {
  let month = '';
  let readMore: ReturnType<typeof followMonth> | undefined;
  const byDay = new Map<string, number>();
  const ids = new Set<string>();
  const restart = () => {
    byDay.clear();
    ids.clear();
  };
  return (period: string, current: string): { spent: number; ids: ReadonlySet<string> } => {
    if (current !== month || !readMore) {
      month = current;
      readMore = followMonth(stateDir, month);
      restart();
    }
    readMore((record) => {
      const day = record.at.slice(0, 10);
      byDay.set(day, (byDay.get(day) ?? 0) + tokensOf(record));
      ids.add(record.id);
    }, restart);
    let spent = 0;
    for (const [day, tokens] of byDay) if (day.startsWith(period)) spent += tokens;
    return { spent, ids };
  };
}

function describe({ tokens, per }: TokenBudget): string {
  return per === 'process' ? `of this process (${tokens})` : `(${tokens}/${per})`;
}

function reached(
  { tokens, per }: TokenBudget,
  { spent, reserved, wanted }: { spent: number; reserved: number; wanted: number },
  now: Date,
): DelegateError {
  const waiting = reserved > 0 ? ` and ${reserved} reserved for requests that are under way` : '';
  const needed = wanted > 0 ? `, and this request may take ${wanted}` : '';
  const what =
    per === 'process'
      ? `The token budget of this process is reached: ${spent} of ${tokens} tokens are spent${waiting} (DEEPSEEK_TOKEN_BUDGET).`
      : `The token budget of ${tokens} tokens a ${per} is reached: ${spent} are spent${waiting}${needed} (DEEPSEEK_TOKEN_BUDGET). It starts anew at ${startsAnew(per, now)} UTC.`;
  return new DelegateError('configuration', `${what} Nothing was sent.`, {
    agent: 'Do the work without delegating, or ask the user to raise the budget and to restart the server.',
    person: adviceForPerson(per, wanted > tokens),
  });
}

function adviceForPerson(per: TokenBudget['per'], isTooLarge: boolean): string {
  if (isTooLarge) return 'Send less text, or raise the budget.';
  return per === 'process' ? 'Raise the budget.' : 'Raise the budget, or wait until it starts anew.';
}

/** When a period ends: `YYYY-MM-DD HH:MM`, in UTC. */
export function startsAnew(per: 'day' | 'month', now: Date): string {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const next = per === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  return new Date(next).toISOString().slice(0, 16).replace('T', ' ');
}
