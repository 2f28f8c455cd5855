import type { Usage } from '../chat/usage.ts';
import type { ProtocolName } from '../config/config.ts';

/** What happened to one delegation: the same facts in the receipt line and in the result's `_meta`. Absent is null. */
export interface Receipt {
  model: string;
  protocol: ProtocolName;
  status: 'complete' | 'incomplete' | 'running' | 'failed' | 'dry_run';
  finish_reason: string | null;
  incomplete_reason: string | null;
  usage: Usage | null;
  /** HTTP requests that were sent. */
  attempts: number;
  duration_ms: number;
  time_to_first_token_ms: number | null;
  run_id: string | null;
  conversation_id: string | null;
  /** Upstream's `x-request-id`. */
  request_id: string | null;
  /** `added` and `removed` are lines; null where they are unknown. */
  saved_to: {
    path: string;
    bytes: number;
    sha256: string;
    added: number | null;
    removed: number | null;
  } | null;
  files: { path: string; bytes: number; sha256: string }[] | null;
  /** What edits have made of files; null where none were asked for. The SHA-256 of a deleted file is null. */
  edited:
    | {
        path: string;
        action: 'created' | 'changed' | 'deleted';
        added: number;
        removed: number;
        sha256: string | null;
      }[]
    | null;
  /**
   * The last run of the check: `exit_code` is null where it did not come to its own end; `rounds` says how often it ran,
   * and `duration_ms` how long that took together. Null where none ran.
   */
  check: { name: string; exit_code: number | null; duration_ms: number; rounds: number } | null;
  /** What DeepSeek has looked at by itself; null where it was not to explore. */
  explored: {
    /** Answers with calls. */
    rounds: number;
    /** What was read of each file. The SHA-256 is of the whole file; lines are counted from 1. */
    files: { path: string; bytes: number; sha256: string; ranges: { from: number; to: number }[] }[];
    /** Of everything that was sent because of it, listings and searches too. */
    bytes: number;
    /** Calls that were refused. */
    refused: number;
  } | null;
  /** Reported by upstream, or estimated by the user's own prices. */
  cost: { amount: number; currency: string; estimated: boolean } | null;
}
