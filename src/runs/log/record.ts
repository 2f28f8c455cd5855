import * as z from 'zod';
import { PROTOCOL_NAMES } from '../../config/config.ts';
import { EMPTY_COMPLETION, type Completion } from '../../chat/completion.ts';
import { chatEvent } from '../../chat/event.ts';
import { chatMessage } from '../../chat/message.ts';
import type { ChatRequest } from '../../chat/request.ts';
import { usage } from '../../chat/usage.ts';
import { defineRecords } from '../../state/record-format.ts';
import type { Receipt } from '../receipt.ts';
import type { RunEnd } from '../run.ts';
import { upgradeRecord } from './upgrade.ts';

/** What every record has. */
const common = {
  /** Who wrote it: see `takeover`. */
  writer: z.string(),
  /** Place among the records that count, from 0, so that a missing one shows; absent in records of 0.1.0. */
  seq: z.int().optional(),
};

/** ISO 8601 in UTC. */
const at = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const settings = z.looseObject({ protocol: z.enum(PROTOCOL_NAMES), model: z.string() });

const request = settings
  .extend({ messages: z.array(chatMessage) })
  .transform((value) => value as unknown as ChatRequest);

const completion = z
  .looseObject({ text: z.string() })
  .transform((value): Completion => ({ ...EMPTY_COMPLETION, ...value }));

const receipt = z
  .looseObject({ status: z.enum(['complete', 'incomplete', 'running', 'failed']) })
  .transform((value) => value as unknown as Receipt);

const runEnd = z.object({
  receipt,
  errorKind: z
    .custom<RunEnd['errorKind']>((value) => value === null || typeof value === 'string')
    .default(null),
  errorMessage: z.string().nullable().default(null),
});

const record = z.discriminatedUnion('kind', [
  /** It is short, and the request has a line of its own, so that a list of runs need not read requests. */
  z.object({
    ...common,
    kind: z.literal('start'),
    id: z.string(),
    at,
    model: z.string(),
    protocol: z.enum(PROTOCOL_NAMES),
    title: z.string(),
    /** The real paths of the roots that the run belongs to; null in records of 0.1.0. */
    project: z.array(z.string()).nullable(),
    /** Whether a worker of its own carries it; absent where none does. */
    isDetached: z.boolean().optional(),
  }),
  z.object({ ...common, kind: z.literal('request'), request, destination: z.unknown().optional() }),
  /**
   * Only the current writer's records count: `start` names the first one, and a `takeover` the next, if `after` is
   * the current one at that place of the log. Of several processes that want a run, all may append a takeover and
   * exactly one is valid; and what a writer appends that was thought dead and woke up is not read.
   */
  z.object({ ...common, kind: z.literal('takeover'), after: z.string(), at }),
  /** A further request for the same answer, without its messages: the log has them. */
  z.object({ ...common, kind: z.literal('continuation'), at, request: settings }),
  /** What came before counts no more: from here on the answer is this one and what is added to it. */
  z.object({ ...common, kind: z.literal('replace'), at, answer: completion }),
  /** The answer so far called for something, and was told: the next one starts anew. */
  z.object({
    ...common,
    kind: z.literal('round'),
    at,
    messages: z.array(chatMessage),
    usage: usage.nullable(),
    found: z.unknown().optional(),
  }),
  z.object({ ...common, kind: z.literal('event'), event: chatEvent }),
  z.object({
    ...common,
    kind: z.literal('end'),
    at,
    /** Characters of text, and the bytes of the log before this line: a log that lost some shows it. */
    characters: z.number(),
    offset: z.int().optional(),
    end: runEnd,
  }),
]);

/** One line of a run's log. */
export type RunRecord = z.infer<typeof record>;

export const runRecords = defineRecords<RunRecord>({ version: 2, schema: record, upgrade: upgradeRecord });
