import type { Config, Environment } from '../config/config.ts';
import type { ConversationStore } from '../conversations/store.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Gateway } from '../runapi/client.ts';
import type { RunStore } from '../runs/store.ts';
import type { ActiveRuns } from './run/active-runs.ts';
import type { RequestSlots } from './run/request-slots.ts';

/** What every delegation works with; one per process. */
export interface DelegationContext {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  readonly slots: RequestSlots;
  readonly runs: RunStore;
  readonly conversations: ConversationStore;
  readonly active: ActiveRuns;
  /** What a worker of a detached run is started with; undefined where callers may not detach. */
  readonly workerEnvironment: Environment | undefined;
  /** Waits until files are as they were that a killed process has left half changed. @throws The signal's reason. */
  readonly whenRecovered: (signal: AbortSignal) => Promise<void>;
  /** What the next result is to say beside its own: it is said once. */
  readonly takeNotices: () => readonly string[];
}
