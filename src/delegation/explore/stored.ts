import * as z from 'zod';

/** What a run's log says of exploring: the bounds that it was started with. */
export const storedExplore = z.object({
  maxRounds: z.int(),
  /** For `files` and all that is read together. */
  maxBytes: z.int(),
});

export type StoredExplore = z.infer<typeof storedExplore>;

/** What a file was read of in one call. */
const storedRead = z.object({
  path: z.string(),
  /** Of the whole text. */
  sha256: z.string(),
  /** Null for an empty file. */
  range: z.object({ first: z.int(), last: z.int() }).nullable(),
  /** Lines of the whole file. */
  lines: z.int(),
  bytes: z.int(),
});

/** What a run's log has of one round, beside what was said in it. */
const storedRound = z.object({
  reads: z.array(storedRead),
  /** Of everything that DeepSeek was told. */
  bytes: z.int(),
  refused: z.int(),
  /** The calls, to recognize repeated ones. */
  calls: z.array(z.string()),
  /** The bound that was reached; null where there is none. */
  bound: z.string().nullable(),
});

export type StoredRead = z.infer<typeof storedRead>;
export type FoundInRound = z.infer<typeof storedRound>;

const NOTHING: FoundInRound = { reads: [], bytes: 0, refused: 0, calls: [], bound: null };

export function parseRound(stored: unknown): FoundInRound {
  return storedRound.safeParse(stored).data ?? NOTHING;
}
