import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Server } from '../support/server.ts';
import { startUpstream } from '../support/upstream.ts';

const CALLS = 10_000;
const AT_ONCE = 10;

/** Resident memory after the start, after the first call, and after many. Linux tells it; elsewhere there is no row. */
export async function measureMemory(): Promise<Row[]> {
  if (process.platform !== 'linux') return [];
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  await using server = await startServer(ours(upstream.url, folder.path));
  await server.request('tools/list');
  await sleep(100);
  const atRest = await residentMegabytes(server);
  await call(server);
  const afterOne = await residentMegabytes(server);
  const work = async () => {
    for (let count = 0; count < CALLS / AT_ONCE; count += 1) await call(server);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await sleep(500);
  const afterMany = await residentMegabytes(server);
  return [
    { measure: 'memory after the start', value: atRest, unit: 'MB', bound: { of: 'value', most: 60 } },
    { measure: 'memory after a first call', value: afterOne, unit: 'MB' },
    {
      measure: `memory after ${CALLS.toLocaleString('en-US')} calls`,
      value: afterMany,
      unit: 'MB',
      bound: { of: 'value', most: 130 },
    },
  ];
}

function call(server: Server) {
  return server.request('tools/call', {
    name: 'deepseek_chat',
    arguments: { prompt: 'Say hello in 20 words.' },
  });
}

export async function residentMegabytes({ child }: Server): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
