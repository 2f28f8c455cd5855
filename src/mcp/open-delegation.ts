import { setFlagsFromString } from 'node:v8';
import { readConfig, type Config, type Environment } from '../config/config.ts';
import { createDelegation, type Delegation, type DelegationOptions } from '../delegation/delegation.ts';

export interface OpenedDelegation {
  /** @throws {DelegateError} `configuration`: each call reports what is wrong with it. */
  readonly delegation: () => Delegation;
  /** Aborts all runs, still running ones that were returned included. */
  readonly abort: () => Promise<void>;
}

/**
 * A server runs for days beside other programs. By default V8 lets garbage grow to several times what is in use before
 * it collects it: after 10,000 calls that was a quarter of the memory of the process.
 */
const HEAP_GROWTH = '--heap-growing-percent=50';

/** The configuration is read once, and nothing is opened before the first call. */
export function openDelegation(environment: Environment, options: DelegationOptions): OpenedDelegation {
  setFlagsFromString(HEAP_GROWTH);
  let config: Config | undefined;
  let problem: unknown;
  try {
    config = readConfig(environment);
  } catch (error) {
    problem = error;
  }
  let delegation: Delegation | undefined;
  return {
    delegation() {
      if (!config) throw problem;
      return (delegation ??= createDelegation(config, options));
    },
    abort: async () => delegation?.close(),
  };
}

/** Names the failure only: its message may carry what a client sent. */
export function reportDefect(error: unknown): void {
  process.stderr.write(`runapi-deepseek: ${error instanceof Error ? error.name : typeof error}\n`);
}
