import type { Connection, Environment } from '../../config/config.ts';
import type { Check } from './check.ts';

const name = 'proxy';

/** What the connections go through; nothing to say where no variable names a proxy. */
export function checkProxy(environment: Environment, { proxy, rootUrl }: Connection): Check[] {
  if (proxy) {
    const user = proxy.authorization === undefined ? '' : ', with a user name';
    return [{ name, state: 'ok', finding: `${proxy.url} (${proxy.variable}${user})` }];
  }
  const isSet = (variable: string) => Boolean(environment[variable]?.trim());
  const variable = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find(isSet);
  if (variable !== undefined) {
    return [{ name, state: 'ok', finding: `none for ${rootUrl}, which is on loopback or in NO_PROXY` }];
  }
  const unused = ['HTTP_PROXY', 'http_proxy'].find(isSet);
  if (unused === undefined) return [];
  const finding = `${unused} is set, but it is not used`;
  return [{ name, state: 'warning', finding, next: 'Set HTTPS_PROXY if the gateway is behind that proxy.' }];
}
