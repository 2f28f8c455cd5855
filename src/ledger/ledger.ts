import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Usage } from '../chat/usage.ts';
import type { Price } from '../config/prices.ts';
import type { TokenBudget } from '../config/budgets.ts';
import { createBudgets, tokensOf } from './budgets.ts';
import { estimateCost } from './cost.ts';
import { appendSpent, monthOf, pruneMonths, readMonth } from './months.ts';
import { openPendingRequests } from './pending.ts';
import type { Cost, PendingRecord, SpentRecord } from './record.ts';

export interface LedgerOptions {
  readonly stateDir: string;
  /** The roots of the project. */
  readonly roots: readonly string[];
  readonly budgets: readonly TokenBudget[];
  readonly prices: ReadonlyMap<string, Price>;
  readonly now?: () => Date;
}

interface RequestFacts {
  readonly model: string;
  readonly client: string;
  readonly run_id: string | null;
  /** Tokens of the input; called only where something depends on it. */
  readonly estimateInput: () => number;
  readonly max_tokens: number | undefined;
}

/** What a request brought. */
export interface RequestResult {
  readonly usage: Usage | null;
  /** As upstream reported it. */
  readonly cost: Cost | null;
  /** Tokens of what was received, as estimated; 0 where nothing was. */
  readonly estimatedOutput: number;
}

/** One request that is under way. */
interface LedgerEntry {
  /** Records what the request cost, before its result is returned. @returns The cost, where it is known. */
  close(result: RequestResult): Cost | null;
}

export interface Ledger {
  /** @throws {DelegateError} `configuration` once a budget is reached; to be called before anything is prepared. */
  check(): void;
  /** Reserves what the request may cost. @throws {DelegateError} `configuration` once a budget is reached. */
  open(facts: RequestFacts): Promise<LedgerEntry>;
  /** Whether one more request may be sent. */
  readonly isSpent: () => boolean;
  readonly warnings: () => string[];
  /** Why something could not be recorded; undefined where all was. */
  readonly problem: () => string | undefined;
  /**
   * Adds what processes that died had received.
   *
   * @param readRun - What the log of a run holds of all its requests together.
   */
  recover(readRun: (runId: string) => Promise<RequestResult>): Promise<void>;
  close(): void;
}

export function openLedger(options: LedgerOptions): Ledger {
  const { stateDir, roots, budgets: limits, prices, now = () => new Date() } = options;
  const project = roots.join(path.delimiter);
  const pending = openPendingRequests(stateDir);
  const reserved = new Map<string, number>();
  const reservedHere = (exceptId?: string) =>
    [...reserved].reduce((sum, [id, tokens]) => sum + (id === exceptId ? 0 : tokens), 0);
  const budgets = createBudgets({ stateDir, limits, pending, reservedHere, now });
  let problem: string | undefined;
  let isPruned = false;

  const record = (request: PendingRecord, { usage, cost, estimatedOutput }: RequestResult): Cost | null => {
    const known = cost ?? estimateCost(request.model, usage, prices);
    const { kind: _kind, reserved_tokens: _reserved, at: _at, ...about } = request;
    const spent: SpentRecord = {
      kind: 'request',
      ...about,
      at: now().toISOString(),
      input_tokens: usage?.input_tokens ?? null,
      cached_input_tokens: usage?.cached_input_tokens ?? null,
      output_tokens: usage?.output_tokens ?? null,
      reasoning_tokens: usage?.reasoning_tokens ?? null,
      estimated_tokens: hasCounts(usage) ? null : estimatedOutput,
      cost: known,
    };
    budgets.spend(tokensOf(spent));
    appendSpent(stateDir, spent);
    return known;
  };

  const open: Ledger['open'] = async ({ estimateInput, max_tokens, ...about }) => {
    const id = randomBytes(12).toString('hex');
    const request: PendingRecord = {
      kind: 'pending',
      id,
      at: now().toISOString(),
      project,
      ...about,
      reserved_tokens: limits.length > 0 ? estimateInput() + (max_tokens ?? 0) : 0,
    };
    reserved.set(id, request.reserved_tokens);
    const release = () => {
      reserved.delete(id);
      pending.close(id);
    };
    try {
      await pending.open(request);
    } catch (error) {
      // Without a shared budget nothing depends on it: the request is sent, and its receipt says what is missing.
      if (limits.some(({ per }) => per !== 'process')) {
        reserved.delete(id);
        throw error;
      }
      problem = 'not recorded in the ledger: the state folder cannot be written';
    }
    try {
      budgets.check(id);
    } catch (error) {
      release();
      throw error;
    }
    return {
      close(result) {
        let cost: Cost | null = null;
        // A request that brought nothing is billed nothing.
        if (hasCounts(result.usage) || result.estimatedOutput > 0) {
          try {
            const estimate = hasCounts(result.usage) ? 0 : estimateInput() + result.estimatedOutput;
            cost = record(request, { ...result, estimatedOutput: estimate });
          } catch {
            problem = 'not recorded in the ledger: the state folder cannot be written';
          }
        }
        release();
        return cost;
      },
    };
  };

  return {
    check: () => budgets.check(),
    open,
    isSpent() {
      try {
        budgets.check();
        return false;
      } catch {
        return true;
      }
    },
    warnings: () => budgets.warnings(),
    problem: () => problem,
    async recover(readRun) {
      if (!isPruned) pruneMonths(stateDir, now());
      isPruned = true;
      for (const orphan of await pending.takeOrphans()) {
        const { isRecorded, usage: recorded } = readRecorded(stateDir, orphan, now());
        if (!isRecorded && orphan.run_id !== null) {
          const result = await readRun(orphan.run_id);
          const usage = subtract(result.usage, recorded);
          if (hasCounts(usage) || result.estimatedOutput > 0) record(orphan, { ...result, usage });
        }
        pending.close(orphan.id);
      }
    },
    close: () => pending.end(),
  };
}

function hasCounts(usage: Usage | null): boolean {
  return usage !== null && (usage.input_tokens !== null || usage.output_tokens !== null);
}

/** What the ledger has of the run already: its process may have died after it had recorded the request, too. */
function readRecorded(
  stateDir: string,
  { id, run_id, at }: PendingRecord,
  now: Date,
): { isRecorded: boolean; usage: Counts } {
  let isRecorded = false;
  const usage: Counts = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, reasoning_tokens: 0 };
  for (const month of new Set([monthOf(at), monthOf(now.toISOString())])) {
    readMonth(stateDir, month, (record) => {
      isRecorded ||= record.id === id;
      if (record.run_id !== run_id) return;
      for (const name of COUNTS) usage[name] += record[name] ?? 0;
    });
  }
  return { isRecorded, usage };
}

const COUNTS = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_tokens'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/** A run may have sent several requests; only the last one is not recorded. */
function subtract(usage: Usage | null, recorded: Counts): Usage | null {
  if (!usage) return null;
  const rest = { ...usage };
  for (const name of COUNTS) {
    const count = usage[name];
    rest[name] = count === null ? null : Math.max(0, count - recorded[name]);
  }
  return rest.input_tokens === 0 && rest.output_tokens === 0 ? null : rest;
}
