import * as z from 'zod';

/** What a run's log says about its edits, to apply them in whatever process resumes it. */
export const storedEdits = z.object({
  /** Files that may be changed, as they were sent. */
  sent: z.array(z.object({ path: z.string(), sha256: z.string() })),
  /** Where a patch is written instead of changing files. */
  patchTo: z.string().nullable(),
  overwrite: z.boolean(),
  /** Run that the change belongs to; null for the run itself. A fan-out is undone as one. */
  changeId: z.string().nullable(),
  /** Name of the check that they have to pass; of a fan-out's item, of the check that all items together have to. */
  check: z.string().nullable().default(null),
});

export type StoredEdits = z.infer<typeof storedEdits>;
