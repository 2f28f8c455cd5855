import type { ProtocolName } from '../config/config.ts';
import type { ErrorKind } from '../errors.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { Completion } from '../chat/completion.ts';
import type { ChatMessage } from '../chat/message.ts';
import type { Usage } from '../chat/usage.ts';
import type { Unreadable } from '../state/record-format.ts';
import type { Receipt } from './receipt.ts';

/** What a run begins with. */
export interface RunStart {
  readonly model: string;
  readonly protocol: ProtocolName;
  /** What is needed to resume it. */
  readonly request: ChatRequest;
  /** The first 80 characters of the prompt, for lists. */
  readonly title: string;
  /** The destination of the answer, as JSON; the store only keeps it. */
  readonly destination?: unknown;
  /** Whether it continues when whoever waits for it leaves. */
  readonly isDetached?: boolean | undefined;
}

/** A round of exploring: an answer that called for something, and what it was told. */
export interface RunRound {
  /** What follows the messages before it. */
  readonly messages: readonly ChatMessage[];
  /** Of the requests that it took; null where upstream told none. */
  readonly usage: Usage | null;
  /** What was found, as JSON; the store only keeps it. */
  readonly found?: unknown;
}

/** How a run ended, as its writer saw it. */
export interface RunEnd {
  readonly receipt: Receipt;
  readonly errorKind: ErrorKind | null;
  readonly errorMessage: string | null;
}

/** `orphaned`: not ended, and nobody writes it any more. */
export type RunState = 'running' | 'ended' | 'orphaned';

/** All that is on disk of one run. */
export interface RunSnapshot {
  readonly id: string;
  readonly start: RunStart;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** When something was last written: ISO 8601 in UTC. */
  readonly updatedAt: string;
  /** Of a run that explores: the answer after the last round. */
  readonly answer: Completion;
  /** The rounds of exploring before it. */
  readonly rounds: readonly RunRound[];
  readonly end: RunEnd | null;
  readonly state: RunState;
  /** Whether some of the log is missing or cannot be read. Then `end`, if there is one, says so and is never complete. */
  readonly isDamaged: boolean;
  /** The real paths of the roots that it belongs to; null for a run of 0.1.0. */
  readonly project: readonly string[] | null;
  /** Size of the log. */
  readonly bytes: number;
}

/** One line of a list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  /** `damaged` and `newer` (written by a later version): it cannot be resumed, or not even be read. */
  readonly state: RunState | Unreadable;
  /** Null for a run that has not ended, or cannot be read. */
  readonly status: Receipt['status'] | null;
  /** Characters of text. */
  readonly characters: number;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** The real paths of the roots that it belongs to; null for a run of 0.1.0, or one that cannot be read. */
  readonly project: readonly string[] | null;
  readonly bytes: number;
}
