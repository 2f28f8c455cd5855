import { setTimeout as sleep } from 'node:timers/promises';
import { findConfigured, type Configured } from '../../install/configured.ts';
import { readSurroundings } from '../../install/surroundings.ts';
import type { Check } from './checks.ts';
import { startLineClient } from '../line-client.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What clients allow a server to start, at the least. */
const PATIENCE_MS = 10_000;
const OUR_TOOLS = 3;

/** Which clients have the server configured, and whether what they would start is there. */
export async function* checkClients({ environment }: Terminal): AsyncGenerator<Check, void, void> {
  const unreadable: Check[] = [];
  const configured = await findConfigured(readSurroundings(environment), (client, { what, next }) =>
    unreadable.push({ name: client.title, state: 'warning', finding: what, next }),
  );
  yield* unreadable;
  if (configured.length === 0) {
    yield {
      name: 'clients',
      state: 'warning',
      finding: 'no client has the server configured',
      next: 'Run "runapi-deepseek install" for the list of clients, then "runapi-deepseek install CLIENT".',
    };
  }
  for (const one of configured) yield await checkEntry(one);
}

async function checkEntry({ title, file, scope, command }: Configured): Promise<Check> {
  const name = `client ${title}`;
  if (scope === 'project') {
    // Whoever made the project says what would be started: nothing that a check may do unasked.
    return {
      name,
      state: 'ok',
      finding: `configured in ${file}; not started, as it is not the user's own file`,
    };
  }
  const problem = await tryToStart(command).catch((error: unknown) => (error as Error).message);
  if (problem === undefined) return { name, state: 'ok', finding: `the server in ${file} starts` };
  return {
    name,
    state: 'warning',
    finding: `the server in ${file} does not start: ${problem}`,
    next: `Look at the entry "deepseek" there, or write it anew with "runapi-deepseek install".`,
  };
}

/** @returns What went wrong; undefined where all went well. */
async function tryToStart(command: Configured['command']): Promise<string | undefined> {
  const patience = new AbortController();
  const starting = startLineClient(command);
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
