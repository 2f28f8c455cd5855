import * as z from 'zod';
import { defineRecords } from '../../state/record-format.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One file of a change; `before` and `after` are null where there is none. */
const fileRecord = z.object({
  /** As it is shown. */
  path: z.string(),
  /** Absolute, without links. */
  folder: z.string(),
  name: z.string(),
  /** Permissions that the file had, or null for a new one. */
  mode: z.int().nullable(),
  /** `image`: the file beside the journal that keeps the bytes. */
  before: z.object({ sha256, image: z.string().regex(/^\d+-\d+$/) }).nullable(),
  after: z.object({ sha256 }).nullable(),
  /** Under this name it is brought to the disk first. */
  temporary: z.string().regex(/^[\w.-]+$/),
});

const owner = z.object({
  pid: z.int().positive(),
  host: z.string(),
  pidNamespace: z.string().nullable(),
  startTime: z.string().nullable(),
});

const journalRecord = z.discriminatedUnion('kind', [
  /** `tentative`: what is written counts only once it is kept. */
  z.object({ kind: z.literal('opened'), roots: z.array(z.string()), owner, tentative: z.boolean() }),
  /** Comes before anything is written; `folders` do not exist yet, outermost first. */
  z.object({
    kind: z.literal('writing'),
    round: z.int().positive(),
    folders: z.array(z.string()),
    files: z.array(fileRecord),
  }),
  z.object({ kind: z.literal('written'), round: z.int().positive() }),
  z.object({ kind: z.literal('rolled_back'), round: z.int().positive() }),
  /** What the files are now, such as after a formatter. */
  z.object({
    kind: z.literal('retaken'),
    files: z.array(z.object({ folder: z.string(), name: z.string(), sha256: sha256.nullable() })),
  }),
  /** A check has begun: it has to be ended before anything is put back. */
  z.object({ kind: z.literal('checking'), process: owner }),
  z.object({ kind: z.literal('kept') }),
  /** From here on it is being taken back, by whoever this is. */
  z.object({ kind: z.literal('undoing'), owner }),
  z.object({ kind: z.literal('undone') }),
]);

export const journalRecords = defineRecords({ version: 1, schema: journalRecord });

export type JournalRecord = z.infer<typeof journalRecord>;
export type FileRecord = z.infer<typeof fileRecord>;
export type RoundRecord = Extract<JournalRecord, { kind: 'writing' }>;
