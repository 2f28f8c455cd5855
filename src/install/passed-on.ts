import { visibleNames } from '../config/checks.ts';
import type { Environment } from '../config/config.ts';

/** What a server behind a proxy or with a certificate authority of its own needs. */
export const NETWORK_VARIABLES = [
  'HTTPS_PROXY',
  'https_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
] as const;

/** Where the configuration and the state of the user are, if not in the usual folders. */
const FOLDER_VARIABLES = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME'];

/** The token of `serve --http`, which a server that a client starts has no use for. */
const NOT_PASSED_ON = 'DEEPSEEK_HTTP_TOKEN';

/** Names of the set variables that the server reads, but for the key and its address. */
export function passedOnVariables(environment: Environment): string[] {
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const own = Object.keys(environment).filter(
    (name) => name.startsWith('DEEPSEEK_') && name !== NOT_PASSED_ON,
  );
  // What the checks may see has to come as far as the server.
  const names = [...NETWORK_VARIABLES, ...FOLDER_VARIABLES, ...own.toSorted(), ...visibleNames(environment)];
  return [...new Set(names)].filter(isSet);
}

/** The variables, with their values, that may be written into a file: no secret, and no proxy's password. */
export function passedOnValues(environment: Environment): Record<string, string> {
  const values = passedOnVariables(environment).map((name): [string, string] => [
    name,
    environment[name] ?? '',
  ]);
  return Object.fromEntries(values.filter(([name, value]) => !isSecret(name, value)));
}

function isSecret(name: string, value: string): boolean {
  if (/(?:KEY|TOKEN|SECRET|PASSWORD)$/i.test(name)) return true;
  return /_proxy$/i.test(name) && value.includes('@');
}
