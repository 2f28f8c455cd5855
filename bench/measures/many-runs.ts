import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ours, temporaryFolder } from '../support/environment.ts';
import { fillWithRuns, MANY_RUNS } from '../support/many-runs.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Command } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { startUpstream } from '../support/upstream.ts';

const TIMES = 9;
/** Longer than runs are kept by default. */
const OLD_MS = 8 * 24 * 3600 * 1000;

/** What is slower beside many runs, young ones or such as are to be removed, than beside none. */
export async function measureManyRuns(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using none = await temporaryFolder();
  await using young = await temporaryFolder();
  await using old = await temporaryFolder();
  await fillWithRuns(path.join(young.path, '.state'), 0);
  await fillWithRuns(path.join(old.path, '.state'), OLD_MS);
  const rows: Row[] = [];
  for (const [measure, take] of Object.entries(WAYS)) {
    const tookMs = { none: [] as number[], young: [] as number[], old: [] as number[] };
    for (let time = 0; time < TIMES; time += 1) {
      for (const [name, folder] of [
        ['none', none],
        ['young', young],
        ['old', old],
      ] as const) {
        // Each looks whether there is something to remove, which a process does once an hour.
        await rm(path.join(folder.path, '.state', 'runs', '.pruned'), { force: true });
        tookMs[name].push(await take(ours(upstream.url, folder.path, { DEEPSEEK_ROOTS: 'none' })));
      }
    }
    for (const name of ['young', 'old'] as const) {
      rows.push({
        measure: `${measure} beside ${MANY_RUNS.toLocaleString('en-US')} ${name} runs`,
        value: median(tookMs[name]),
        unit: 'ms',
        spread: spread(tookMs[name]),
        reference: { name: 'beside none', value: median(tookMs.none) },
        bound: { of: 'difference', most: 150 },
      });
    }
  }
  return rows;
}

/** In the order in which they are measured: calls remove what is old. */
const WAYS: Record<string, (command: Command) => Promise<number>> = {
  'runs list': (command) => timeCommand(command, 'runs', 'list'),
  async 'resources/list'(command) {
    await using server = await startServer(command);
    const startedAt = performance.now();
    await server.request('resources/list');
    return performance.now() - startedAt;
  },
  chat: (command) => timeCommand(command, 'chat', 'Say hello in 20 words.'),
};

async function timeCommand({ command, args, env }: Command, ...words: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command, [...args, ...words], { env: { ...env }, stdio: 'ignore' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}.`);
  return performance.now() - startedAt;
}
