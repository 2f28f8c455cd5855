import * as z from 'zod';
import type { ChatArguments } from '../arguments.ts';

const schema = z.object({
  for_each: z.looseObject({ prompt: z.string(), save_to: z.string(), for_each: z.array(z.string()) }),
});

/** Logs of 0.1.0 have the same arguments under other names. */
const oldSchema = z.object({
  fanOut: z.looseObject({ prompt: z.string(), saveTo: z.string(), forEach: z.array(z.string()) }),
});

/** What the log of a fan-out's run has of it, to resume it. */
export function storedFanOut(given: ChatArguments): unknown {
  return { for_each: given };
}

/** @returns Undefined for the run of a single completion. */
export function parseFanOut(stored: unknown): ChatArguments | undefined {
  const current = schema.safeParse(stored).data?.for_each;
  if (current) return current;
  const old = oldSchema.safeParse(stored).data?.fanOut;
  return old && Object.fromEntries(Object.entries(old).map(([name, value]) => [snakeCase(name), value]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
