import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Price } from '../config/prices.ts';
import type { TokenBudget } from '../config/budgets.ts';
import { createBudgets, tokensOf } from './budgets.ts';
import { estimateCost } from './cost.ts';
import { appendSpent, pruneMonths } from './months.ts';
import { openPendingRequests } from './pending.ts';
import { recoverOrphans } from './recover.ts';
import { estimateSpent, hasCounts, type RequestResult } from './request-result.ts';
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
  /** Tokens that are left of the budget of this process; undefined where it has none. */
  readonly leftHere: () => number | undefined;
  readonly warnings: () => string[];
  /** Why the last request could not be recorded; undefined where it was. */
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

  const toRecord = (
    request: PendingRecord,
    { usage, cost }: RequestResult,
    estimated: number | null,
  ): SpentRecord => {
    const { kind: _kind, reserved_tokens: _reserved, at: _at, ...about } = request;
    return {
      kind: 'request',
      ...about,
      at: now().toISOString(),
      input_tokens: usage?.input_tokens ?? null,
      cached_input_tokens: usage?.cached_input_tokens ?? null,
      output_tokens: usage?.output_tokens ?? null,
      reasoning_tokens: usage?.reasoning_tokens ?? null,
      estimated_tokens: estimated,
      cost: cost ?? estimateCost(request.model, usage, prices),
    };
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
      try {
        pending.close(id);
      } catch {
        // An answer that has arrived is worth more than the reservation, which ends with the process.
        problem ??= 'its reservation in the ledger cannot be removed: the state folder cannot be written';
      }
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
      budgets.check({ id, tokens: request.reserved_tokens });
    } catch (error) {
      release();
      throw error;
    }
    return {
      close(result) {
        // A request that brought nothing is billed nothing.
        const isBilled = hasCounts(result.usage) || result.estimatedOutput > 0;
        const spent = isBilled ? toRecord(request, result, estimateSpent(result, estimateInput)) : undefined;
        if (spent) {
          budgets.spend(tokensOf(spent));
          try {
            appendSpent(stateDir, spent);
            problem = undefined;
          } catch {
            problem = 'not recorded in the ledger: the state folder cannot be written';
          }
        }
        release();
        return spent?.cost ?? null;
      },
    };
  };

  return {
    check: () => budgets.check(),
    open,
    leftHere: budgets.leftHere,
    isSpent() {
      try {
        budgets.check();
        return false;
      } catch {
        return true;
      }
    },
    warnings() {
      try {
        return budgets.warnings();
      } catch {
        // The next request is refused with the reason; this answer has arrived.
        return ['what is spent of the token budget cannot be read'];
      }
    },
    problem: () => problem,
    async recover(readRun) {
      if (!isPruned) pruneMonths(stateDir, now());
      isPruned = true;
      // What others spent is not spent by this process.
      const record = (request: PendingRecord, result: RequestResult) =>
        appendSpent(
          stateDir,
          toRecord(request, result, hasCounts(result.usage) ? null : result.estimatedOutput),
        );
      await recoverOrphans({ stateDir, pending, readRun, record, now });
    },
    close: () => pending.end(),
  };
}
