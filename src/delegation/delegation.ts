import type { Config } from '../config/config.ts';
import { createGateway } from '../runapi/client.ts';
import { listModels, type Model } from '../runapi/models.ts';
import { createActiveRuns } from './active-runs.ts';
import { createBudget } from './budget.ts';
import { cancelRun, type CancelOptions } from './cancel.ts';
import { continueRun, type ContinueOptions } from './resume.ts';
import { openConversationStore, type ConversationStore } from '../conversations/store.ts';
import { delegate, type DelegateOptions } from './delegate.ts';
import { fanOut } from './fan-out/run.ts';
import type { FanOutTask } from './fan-out/plan.ts';
import type { Outcome } from './outcome.ts';
import { openRunStore, type RunStore } from '../runs/store.ts';
import type { Task } from './task.ts';

/** What both doors call; one per process. */
export interface Delegation {
  readonly config: Config;
  readonly delegate: (task: Task, options: DelegateOptions) => Promise<Outcome>;
  /** Goes on with a run: waits for it, asks for the rest of it, or gives what there is. */
  readonly continueRun: (id: string, options: ContinueOptions) => Promise<Outcome>;
  readonly cancelRun: (id: string, options: CancelOptions) => Promise<Outcome>;
  readonly fanOut: (task: FanOutTask, options: DelegateOptions) => Promise<Outcome>;
  readonly listModels: (signal: AbortSignal) => Promise<Model[]>;
  readonly runs: RunStore;
  readonly conversations: ConversationStore;
  /** Cancels what is going on, and resolves when all that was received is on disk. */
  readonly close: () => Promise<void>;
}

/** A list is short: whoever has not sent it in half a minute will not. */
const LIST_TIMEOUT_MS = 30_000;

export function createDelegation(config: Config): Delegation {
  const { connection, settings } = config;
  const gateway = createGateway(connection);
  const budget = createBudget(settings.tokenBudget);
  const runs = openRunStore(settings.stateDir);
  const conversations = openConversationStore(settings.stateDir);
  const active = createActiveRuns();
  const context = { config, gateway, budget, runs, conversations, active };
  return {
    config,
    delegate: (task, options) => delegate(task, options, context),
    continueRun: (id, options) => continueRun(id, options, context),
    cancelRun: (id, options) => cancelRun(id, options, context),
    fanOut: (task, options) => fanOut(task, options, context),
    listModels: (signal) =>
      listModels({
        connection,
        gateway,
        signal,
        idleTimeoutMs: Math.min(settings.idleTimeoutMs, LIST_TIMEOUT_MS),
        timeoutMs: Math.min(settings.timeoutMs, LIST_TIMEOUT_MS),
      }),
    runs,
    conversations,
    close: () => active.close(),
  };
}
