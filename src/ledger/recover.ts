import type { Usage } from '../chat/usage.ts';
import { monthOf, readMonth } from './months.ts';
import type { PendingRequests } from './pending.ts';
import type { PendingRecord } from './record.ts';
import { hasCounts, type RequestResult } from './request-result.ts';

interface RecoverOptions {
  readonly stateDir: string;
  readonly pending: PendingRequests;
  /** What the log of a run holds of all its requests together. */
  readonly readRun: (runId: string) => Promise<RequestResult>;
  readonly record: (request: PendingRecord, result: RequestResult) => void;
  readonly now: () => Date;
}

/** Records what processes that died had received and not recorded. */
export async function recoverOrphans({ stateDir, pending, readRun, record, now }: RecoverOptions) {
  for (const { records, remove } of await pending.takeOrphans()) {
    for (const orphan of records) {
      const { isRecorded, usage: recorded } = readRecorded(stateDir, orphan, now());
      if (isRecorded || orphan.run_id === null) continue;
      const result = await readRun(orphan.run_id);
      const usage = subtract(result.usage, recorded);
      if (hasCounts(usage) || result.estimatedOutput > 0) record(orphan, { ...result, usage });
    }
    remove();
  }
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
