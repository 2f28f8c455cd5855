import * as z from 'zod';
import { chatMessage } from '../chat/message.ts';
import { defineRecords } from '../state/record-format.ts';

/** One exchange, as one line of JSON. */
const exchange = z.object({
  kind: z.literal('exchange'),
  /** Place in the conversation, from 0. Of two records with one place, the first in the file has it. */
  place: z.int(),
  /** Tells a writer its own record from another one at the same place. */
  nonce: z.string(),
  /** When it was saved: ISO 8601 in UTC. */
  at: z.string().refine((at) => !Number.isNaN(Date.parse(at))),
  model: z.string(),
  /** The real paths of the roots that the conversation belongs to; null in records of 0.1.0. */
  project: z.array(z.string()).nullable(),
  /** Whether the line before it had no end when it was written: what a crash cut off, or what another process was writing. */
  follows_open_line: z.boolean().optional(),
  messages: z.array(chatMessage).min(1),
});

export type ExchangeRecord = z.infer<typeof exchange>;

export const exchangeRecords = defineRecords<ExchangeRecord>({
  version: 2,
  schema: exchange,
  upgrade: (record) => ({ ...record, kind: 'exchange', project: null }),
});
