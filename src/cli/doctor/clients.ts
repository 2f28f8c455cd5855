import { setTimeout as sleep } from 'node:timers/promises';
import { findConfigured, type Configured } from '../../install/configured.ts';
import type { Surroundings } from '../../install/surroundings.ts';
import { commandName } from '../../command-name.ts';
import { startLineClient } from '../line-client.ts';
import { done, failed, type Check, type PendingCheck } from './check.ts';
import { startable } from './startable.ts';

/** What clients allow a server to start, at the least. */
const PATIENCE_MS = 10_000;
const OUR_TOOLS = 3;

/** Which clients have the server configured, and whether what they would start is there. */
export async function* checkClients(surroundings: Surroundings): AsyncGenerator<PendingCheck, void, void> {
  const unreadable = new Map<string, Check>();
  // In the home folder, the file of the project is that of the user.
  const configured = uniqueByFile(
    await findConfigured(surroundings, ({ title }, error) =>
      unreadable.set(error.what, failed(title, error, 'warning')),
    ),
  );
  yield* [...unreadable.values()].map(done);
  if (configured.length === 0) {
    const install = `${commandName()} install`;
    yield done({
      name: 'clients',
      state: 'warning',
      finding: 'no client has the server configured',
      next: `"${install}" lists the clients; then run "${install} CLIENT".`,
    });
  }
  for (const one of configured) yield { name: `client ${one.title}`, check: checkEntry(one) };
}

function uniqueByFile(configured: readonly Configured[]): Configured[] {
  const files = new Set<string>();
  return configured.filter(({ file }) => !files.has(file) && files.add(file));
}

async function checkEntry({ title, file, scope, losesAddress, command }: Configured): Promise<Check> {
  const name = `client ${title}`;
  if (scope === 'project') {
    // Whoever made the project says what would be started: nothing that a check may do unasked.
    return {
      name,
      state: 'ok',
      finding: `configured in ${file}; not started, because it belongs to the project`,
    };
  }
  if (losesAddress) {
    return {
      name,
      state: 'warning',
      finding: `the entry in ${file} passes on RUNAPI_API_KEY but not RUNAPI_BASE_URL: the key would be sent to RunAPI`,
      next: `Run "${commandName()} install" for the client again.`,
    };
  }
  const problem = await tryToStart(command).catch((error: unknown) => (error as Error).message);
  if (problem === undefined) return { name, state: 'ok', finding: `the server in ${file} starts` };
  return {
    name,
    state: 'warning',
    finding: `the server in ${file} does not start: ${problem}`,
    next: `Check the entry "deepseek" there, or replace it with "${commandName()} install".`,
  };
}

/** @returns What went wrong; undefined where all went well. */
async function tryToStart(command: Configured['command']): Promise<string | undefined> {
  const patience = new AbortController();
  const starting = startLineClient(startable(command));
  const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(
    () => undefined,
    () => undefined,
  );
  try {
    const client = await Promise.race([starting, late]);
    if (!client) {
      void starting.then((slow) => slow.kill()).catch(() => undefined);
      return `no answer within ${PATIENCE_MS / 1000} s`;
    }
    const { tools } = (await client.request('tools/list')) as { tools: readonly unknown[] };
    await client.close();
    return tools.length === OUR_TOOLS ? undefined : `it lists ${tools.length} tools instead of ${OUR_TOOLS}`;
  } finally {
    patience.abort();
  }
}
