import type { Config, Environment } from '../config/config.ts';
import { openConversationStore, type ConversationStore } from '../conversations/store.ts';
import { openLedger } from '../ledger/ledger.ts';
import { createGateway, type Gateway } from '../runapi/client.ts';
import { abortable } from '../state/abortable.ts';
import { listModels, type Model } from '../runapi/models.ts';
import { openRunStore, type RunStore } from '../runs/store.ts';
import { createActiveRuns } from './run/active-runs.ts';
import type { ChatArguments } from './arguments/arguments.ts';
import { delegate } from './call.ts';
import type { DelegationContext } from './context.ts';
import type { Outcome } from './present/outcome.ts';
import { finishChanges, hasOpenChanges } from './undo/finish-changes.ts';
import { recoverLedger } from './run/recover-usage.ts';
import { createRequestSlots } from './run/request-slots.ts';
import type { CallOptions } from './run/wait.ts';

/** What both interfaces call; one per process. Disposing of it closes it. */
export interface Delegation extends AsyncDisposable {
  readonly config: Config;
  /** A new run, one for each of several files, or an earlier run: the arguments say which. */
  readonly delegate: (given: ChatArguments, options: CallOptions) => Promise<Outcome>;
  readonly listModels: (signal: AbortSignal) => Promise<Model[]>;
  readonly runs: RunStore;
  readonly conversations: ConversationStore;
  /** Cancels what is running, and resolves when all that was received is on disk. */
  readonly close: () => Promise<void>;
}

/** A list is short: a gateway that has not sent it in half a minute will not. */
const LIST_TIMEOUT_MS = 30_000;

export interface DelegationOptions {
  /** What the configuration was read from: runs can be detached to a worker that is started with it. */
  readonly workerEnvironment?: Environment | undefined;
  /** How long a run continues that no caller waits for, in milliseconds; as long as it takes where it is undefined. */
  readonly abandonAfterMs?: number | undefined;
}

export function createDelegation(
  config: Config,
  { workerEnvironment, abandonAfterMs }: DelegationOptions = {},
): Delegation {
  const { settings } = config;
  let opened: Gateway | undefined;
  const gateway: Gateway = (request) => (opened ??= createGateway(config.connection()))(request);
  const ledger = openLedger(settings);
  const runs = openRunStore(settings.stateDir, settings);
  // What a killed process had paid for is added while nobody waits; what that cannot read stays for the next one.
  recoverLedger(settings, ledger).catch(() => undefined);
  const closing = new AbortController();
  const notices: string[] = [];
  const told = new Set<string>();
  const notify = (notice: string) => {
    // What cannot be finished is found again by each call.
    if (!told.has(notice)) notices.push(notice);
    told.add(notice);
  };
  const recover = async () => {
    try {
      for (const notice of await finishChanges(settings, closing.signal)) notify(notice);
    } catch (error) {
      if (!closing.signal.aborted) notify(`changes of killed processes were not finished: ${String(error)}`);
    }
  };
  let recovering = recover();
  const context: DelegationContext = {
    config,
    gateway,
    ledger,
    slots: createRequestSlots(settings.maxRequests),
    runs,
    conversations: openConversationStore(settings.stateDir, settings),
    active: createActiveRuns(),
    workerEnvironment,
    whenRecovered(signal) {
      // Another process may have been killed since this one started.
      if (hasOpenChanges(settings.stateDir)) recovering = recovering.then(recover);
      return abortable(recovering, signal);
    },
    takeNotices: () => notices.splice(0),
  };
  const close = async () => {
    closing.abort();
    await recovering;
    await context.active.close();
    ledger.close();
  };
  return {
    config,
    delegate: (given, options) => delegate(given, { ...options, abandonAfterMs }, context),
    listModels: async (signal) =>
      listModels({
        connection: config.connection(),
        gateway,
        signal,
        idleTimeoutMs: Math.min(settings.idleTimeoutMs, LIST_TIMEOUT_MS),
        timeoutMs: Math.min(settings.timeoutMs, LIST_TIMEOUT_MS),
      }),
    runs,
    conversations: context.conversations,
    close,
    [Symbol.asyncDispose]: close,
  };
}
