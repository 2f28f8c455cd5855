import { readConnection, type Connection, type Environment } from './connection.ts';
import { readSettings, type Settings } from './settings.ts';

export { PROTOCOL_NAMES, type Environment, type ProtocolName } from './values.ts';
export { configFilePath, readConnection, type Connection } from './connection.ts';
export type { Proxy } from './proxy.ts';
export { readSettings, type Settings } from './settings.ts';

/** Everything that the process takes from its surroundings, read once. */
export interface Config {
  /** @throws {DelegateError} `configuration` without a usable key: what needs none still works. */
  readonly connection: () => Connection;
  readonly settings: Settings;
}

/**
 * Reads the configuration from the environment and RunAPI's own config file; never from a `.env`.
 *
 * @throws {DelegateError} `configuration`, with what to change, when a value cannot be used.
 */
export function readConfig(environment: Environment): Config {
  let connection: Connection | undefined;
  return {
    settings: readSettings(environment),
    connection: () => (connection ??= readConnection(environment)),
  };
}
