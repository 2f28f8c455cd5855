import type { Agent } from 'node:http';
import type { Proxy } from '../../config/config.ts';

/** How long a connection may wait for the next request; gateways close theirs after five seconds or more. */
const KEEP_ALIVE_MS = 4000;
/** Node's own 250 ms are too few for a slow network, and each further address gets the same time. */
const ATTEMPT_TIMEOUT_MS = 2500;

const OPTIONS = {
  keepAlive: true,
  timeout: KEEP_ALIVE_MS,
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
};

/**
 * The connections to one origin. They are made directly, whatever the runtime's proxy variables say: only its
 * global agents read them. Idle connections do not keep the process alive.
 */
export function createAgent({ protocol }: URL): Agent {
  // Importing these modules as ESM evaluates their exports, of which one loads all of the runtime's fetch.
  return protocol === 'https:'
    ? new (process.getBuiltinModule('node:https').Agent)(OPTIONS)
    : new (process.getBuiltinModule('node:http').Agent)(OPTIONS);
}

/** The same through a proxy, to an https origin. */
export async function createProxyAgent(proxy: Proxy): Promise<Agent> {
  const { createTunnelAgent } = await import('./tunnel.ts');
  return createTunnelAgent(proxy, OPTIONS);
}
