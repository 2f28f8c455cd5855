import * as z from 'zod';
import type { ChatMessage } from '../../chat/message.ts';
import { DelegateError } from '../../errors.ts';
import { storedEdits } from '../edits/stored.ts';
import { storedExplore } from '../explore/stored.ts';

const savedFile = z.object({ path: z.string(), bytes: z.number(), sha256: z.string() });

/** What becomes of a completion. It is kept with the run, so that whoever resumes that does the same. */
const destinationSchema = z.object({
  save: z
    .object({
      to: z.string(),
      format: z.enum(['text', 'code']),
      overwrite: z.boolean(),
      /** Whether a part of an answer goes to the state folder, not beside the target: one of many files. */
      isItem: z.boolean().default(false),
      /** SHA-256 of the file as it was when the answer was asked for; null where there was none. */
      replaces: z.string().nullable().optional(),
      /** Run that the file is taken back with; null for the run itself. A fan-out is undone as one. */
      changeId: z.string().nullable().default(null),
    })
    .nullable(),
  /** Files that the completion edits. */
  edits: storedEdits.nullable().default(null),
  /** Bounds of a completion that explores. */
  explore: storedExplore.nullable().default(null),
  conversation: z
    .object({
      id: z.string(),
      /** How many exchanges the conversation had. */
      basedOn: z.number(),
      /** The caller's new messages. */
      messages: z.array(z.custom<ChatMessage>((value) => typeof value === 'object' && value !== null)),
    })
    .nullable(),
  json_schema: z.record(z.string(), z.unknown()).nullable(),
  /** What was sent along, for the receipt. */
  files: z.array(savedFile).nullable(),
});

export type Destination = z.infer<typeof destinationSchema>;

const INLINE: Destination = {
  save: null,
  edits: null,
  explore: null,
  conversation: null,
  json_schema: null,
  files: null,
};

/** What a run's log says about its destination, as far as this version understands it. */
export function parseDestination(stored: unknown): Destination {
  return destinationSchema.safeParse(stored).data ?? INLINE;
}

/** @throws {DelegateError} `input` for one that this version does not understand: a save must not be forgotten. */
export function requireDestination(runId: string, stored: unknown): Destination {
  if (stored === undefined) return INLINE;
  const parsed = destinationSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new DelegateError(
    'input',
    `Run ${runId} says in a form that this version does not understand what becomes of its answer, so it was not resumed.`,
    'Resume it with the version of runapi-deepseek that started it, or start a new run with the prompt.',
  );
}
