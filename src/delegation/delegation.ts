import type { Config } from '../config.ts';
import { createGateway } from '../runapi/client.ts';
import { listModels, type Model } from '../runapi/models.ts';
import { createBudget } from './budget.ts';
import { delegate, type DelegateOptions, type Outcome } from './delegate.ts';
import type { Task } from './task.ts';

/** What both doors call; one per process. */
export interface Delegation {
  readonly config: Config;
  readonly delegate: (task: Task, options: DelegateOptions) => Promise<Outcome>;
  readonly listModels: (signal: AbortSignal) => Promise<Model[]>;
}

/** A list is short: whoever has not sent it in half a minute will not. */
const LIST_TIMEOUT_MS = 30_000;

export function createDelegation(config: Config): Delegation {
  const { connection, settings } = config;
  const gateway = createGateway(connection);
  const budget = createBudget(settings.tokenBudget);
  return {
    config,
    delegate: (task, options) => delegate(task, options, { config, gateway, budget }),
    listModels: (signal) =>
      listModels({
        connection,
        gateway,
        signal,
        idleTimeoutMs: Math.min(settings.idleTimeoutMs, LIST_TIMEOUT_MS),
        timeoutMs: Math.min(settings.timeoutMs, LIST_TIMEOUT_MS),
      }),
  };
}
