import type { ErrorKind, Voices } from '../../errors.ts';
import type { ChatArguments } from '../arguments/arguments.ts';

/** What a worker is asked to do, as JSON. */
export interface DetachedJob {
  readonly given: ChatArguments;
  /** Who asks, for the ledger. */
  readonly client: string | undefined;
  readonly isReportWhole: boolean | undefined;
  /** What is left of a token budget for one process; undefined where there is none. */
  readonly tokensLeft: number | undefined;
}

/** What a worker answers, once: the id of the run, or why there is none. */
export type WorkerReply = { readonly id: string } | { readonly refusal: Refusal };

/** A DelegateError as JSON. */
export interface Refusal {
  readonly kind: ErrorKind;
  readonly what: string;
  readonly next: Voices;
}
