import * as z from 'zod';
import { defineRecords } from '../state/record-format.ts';

const count = z.number().nonnegative().nullable();

const cost = z.object({
  amount: z.number(),
  currency: z.string(),
  /** Computed from the user's own prices, not reported by upstream. */
  estimated: z.boolean(),
});

export type Cost = z.infer<typeof cost>;

/** What one request cost: no prompt, no answer, no key. */
const spentRecord = z.object({
  kind: z.literal('request'),
  /** Tells one request from all others, so that none is counted twice. */
  id: z.string(),
  /** When it ended: ISO 8601 in UTC. */
  at: z.string().refine((at) => !Number.isNaN(Date.parse(at))),
  model: z.string(),
  /** The roots of the project, separated as in PATH. */
  project: z.string(),
  /** The MCP client's name, or `cli`. */
  client: z.string(),
  run_id: z.string().nullable(),
  /** As upstream gave them; all null where it gave none. */
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  /** Where upstream gave no usage, or not all of it: what budgets count instead. */
  estimated_tokens: count,
  cost: cost.nullable(),
});

export type SpentRecord = z.infer<typeof spentRecord>;

export const spentRecords = defineRecords<SpentRecord>({ version: 1, schema: spentRecord });

/** A request that is about to be sent. */
const pendingRecord = z.object({
  kind: z.literal('pending'),
  id: z.string(),
  at: z.string(),
  model: z.string(),
  project: z.string(),
  client: z.string(),
  run_id: z.string().nullable(),
  /** Input as estimated, and the output limit where the caller gave one. */
  reserved_tokens: z.number().nonnegative(),
});

/** Nothing was sent, or what it cost is in the ledger. */
const closedRecord = z.object({ kind: z.literal('closed'), id: z.string() });

export type PendingRecord = z.infer<typeof pendingRecord>;

export const pendingRecords = defineRecords<PendingRecord | z.infer<typeof closedRecord>>({
  version: 1,
  schema: z.discriminatedUnion('kind', [pendingRecord, closedRecord]),
});
