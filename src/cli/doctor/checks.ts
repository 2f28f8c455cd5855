import { readConnection, readSettings } from '../../config/config.ts';
import { readSurroundings } from '../../install/surroundings.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { done, failed, type Check, type PendingCheck } from './check.ts';
import { checkClients } from './clients.ts';
import { checkExplore } from './explore-check.ts';
import { checkGateway } from './gateway-checks.ts';
import { checkProxy } from './proxy-check.ts';
import { checkAllowedModels, checkRoots, checkStateFolder, checkVariables } from './local-checks.ts';
import { listUserChecks } from './user-checks.ts';

export interface CheckOptions {
  /** Whether function calls are tried, too. */
  readonly explore: boolean;
}

/** Checks one thing after the other, each as soon as what it needs is known to be well. */
export async function* checkAll(
  { environment, signal }: Terminal,
  { explore }: CheckOptions,
): AsyncGenerator<PendingCheck, void, void> {
  yield done({ name: 'Node.js', state: 'ok', finding: process.versions.node });
  yield* checkVariables(environment).map(done);
  const settings = attempt('settings', () => readSettings(environment));
  if (settings.failure) yield done(settings.failure);
  else {
    yield* checkAllowedModels(settings.value).map(done);
    yield { name: 'roots', check: checkRoots(settings.value) };
    yield { name: 'state folder', check: checkStateFolder(settings.value.stateDir) };
  }
  const connection = attempt('key', () => readConnection(environment));
  if (connection.failure) yield done(connection.failure);
  else yield* checkProxy(environment, connection.value).map(done);
  if (!settings.failure && !connection.failure) {
    const config = { settings: settings.value, connection: () => connection.value };
    yield* checkGateway(config, signal);
    if (explore) yield { name: 'explore', check: checkExplore(config, signal) };
  }
  const surroundings = attempt('clients', () => readSurroundings(environment));
  if (surroundings.failure) yield done(surroundings.failure);
  else {
    if (!settings.failure) {
      for await (const check of listUserChecks(settings.value.checks, surroundings.value)) yield done(check);
    }
    yield* checkClients(surroundings.value);
  }
}

type Attempt<T> = { value: T; failure?: never } | { failure: Check };

function attempt<T>(name: string, read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    return { failure: failed(name, error) };
  }
}
