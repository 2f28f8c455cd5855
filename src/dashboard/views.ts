import type { Receipt } from '../runs/receipt.ts';
import type { RunSummary } from '../runs/run.ts';
import type { FeedSummary } from '../ledger/usage-feed.ts';

/*
 * What the server sends to the page. Every text in it is foreign: prompts, answers, paths and messages come from
 * models, projects and clients.
 */

/** A run in a list. */
export interface RunRow extends Omit<RunSummary, 'project' | 'bytes'> {
  /** The roots of its project, separated as in PATH; null where they are unknown. */
  readonly project: string | null;
  readonly usage: Receipt['usage'];
  readonly cost: Receipt['cost'];
  readonly duration_ms: number | null;
  /** How many files it saved, created, changed or deleted. */
  readonly changedFiles: number;
}

export interface RunList {
  /** The newest first. */
  readonly runs: readonly RunRow[];
  /** How many match; `runs` may be fewer. */
  readonly matching: number;
  /** How many there are. */
  readonly total: number;
  /** How many of them were not read yet, and so cannot match. */
  readonly unread: number;
}

/** A run that is being written now. */
export interface LiveRun {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly project: string | null;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly phase: string;
  /** Requests so far. */
  readonly requests: number;
  /** Of the answer; of the reasoning as long as there is no answer. */
  readonly characters: number;
  readonly charactersPerSecond: number;
  /** The end of what was written last. */
  readonly tail: string;
}

export interface LiveUpdate {
  readonly changed: readonly LiveRun[];
  /** The ids of all runs that are being written, the oldest first. */
  readonly ids: readonly string[];
}

/** What the stream sends. The page asks for lists and sums again when it hears that they have changed. */
export type PageEvent =
  | { readonly type: 'hello'; readonly facts: PageFacts }
  | { readonly type: 'live'; readonly live: LiveUpdate }
  | { readonly type: 'runs' }
  | { readonly type: 'usage' }
  /** Why something cannot be read; null once it can. */
  | { readonly type: 'problem'; readonly message: string | null };

interface PageFacts {
  readonly version: string;
  /** The roots of the project that is shown, separated as in PATH; null for all projects. */
  readonly project: string | null;
}

/** A text, or its end (of a patch: its beginning) where it is longer than a page can show. */
export interface Excerpt {
  readonly text: string;
  /** Characters that are not part of it. */
  readonly omitted: number;
}

export interface RunDetail {
  readonly row: RunRow;
  readonly messages: readonly { readonly role: string; readonly content: Excerpt }[];
  readonly answer: Excerpt;
  readonly reasoning: Excerpt;
  /** As JSON. */
  readonly toolCalls: string | null;
  readonly receipt: Receipt;
  /** Why it is not complete, where there is more to say than a finish reason does. */
  readonly error: string | null;
  readonly patch: Excerpt | null;
  /** What can be undone; null where the run changed no files. */
  readonly change: { readonly isUndone: boolean; readonly files: number } | null;
}

/** Text that was added since the page last asked. */
export interface RunText {
  /** Characters before `text`. Fewer than the page has: the answer was replaced. */
  readonly from: number;
  readonly text: string;
}

export interface BudgetView {
  readonly tokens: number;
  readonly per: 'process' | 'day' | 'month';
  /** Null where only the process itself knows. */
  readonly spent: number | null;
  readonly reserved: number;
  /** `YYYY-MM-DD HH:MM` in UTC. */
  readonly startsAnew: string | null;
}

export interface UsageView extends FeedSummary {
  /** The first day, `YYYY-MM-DD` in UTC. */
  readonly since: string;
  /** The last day. */
  readonly until: string;
  readonly budgets: readonly BudgetView[];
}

/** What became of a cancel or an undo. */
export interface ActionResult {
  readonly message: string;
}

export interface ActionError {
  readonly error: string;
  /** What to do about it. */
  readonly next: string;
}
