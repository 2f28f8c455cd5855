import * as z from 'zod';
import { usage } from './usage.ts';

/** What a stream of any protocol is reduced to. It is also what a run's log stores. */
export const chatEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text-delta'), text: z.string() }),
  z.object({ type: z.literal('reasoning-delta'), text: z.string(), signature: z.string().optional() }),
  /** Fragments of one call share an index; a call that comes whole has none. */
  z.object({
    type: z.literal('tool-call-delta'),
    index: z.number().nullable(),
    id: z.string().optional(),
    name: z.string().optional(),
    arguments: z.string().optional(),
  }),
  /** Of several, the largest of each count is the one that holds. */
  z.object({ type: z.literal('usage'), usage: usage.exactPartial() }),
  /** What the gateway says that the request cost; of several, the last one holds. */
  z.object({ type: z.literal('cost'), amount: z.number().nonnegative(), currency: z.string() }),
  /** In the vocabulary of chat completions where it has one, else as upstream wrote it. */
  z.object({ type: z.literal('finish'), reason: z.string() }),
  /** The protocol's own end of the stream. */
  z.object({ type: z.literal('end') }),
]);

export type ChatEvent = z.infer<typeof chatEvent>;
