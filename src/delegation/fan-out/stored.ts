import * as z from 'zod';
import type { ChatArguments } from '../arguments/arguments.ts';

const schema = z.object({
  for_each: z.looseObject({
    prompt: z.string(),
    save_to: z.string().optional(),
    for_each: z.array(z.string()),
  }),
});

/** What the log of a fan-out's run has of it, to resume it. */
export function storedFanOut(given: ChatArguments): unknown {
  return { for_each: given };
}

/** @returns Undefined for the run of a single completion. */
export function parseFanOut(stored: unknown): ChatArguments | undefined {
  return schema.safeParse(stored).data?.for_each;
}
