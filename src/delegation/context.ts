import type { Config } from '../config/config.ts';
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
}
