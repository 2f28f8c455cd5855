import { bare, ours, temporaryFolder } from '../support/environment.ts';
import type { Row } from '../support/row.ts';
import { startServer, type Command } from '../support/server.ts';
import { median, spread } from '../support/statistics.ts';
import { startUpstream } from '../support/upstream.ts';

const TIMES = 15;

type Reference = NonNullable<Row['reference']>;

/** From the spawn to the reply to `initialize`, and to a first call, beside processes that do no more than that. */
export async function measureColdStart(): Promise<Row[]> {
  await using upstream = await startUpstream();
  await using folder = await temporaryFolder();
  const commands = {
    initialize: bare('initialize'),
    server: bare('server', upstream.url),
    ours: ours(upstream.url, folder.path),
  };
  const openedMs: Record<keyof typeof commands, number[]> = { initialize: [], server: [], ours: [] };
  const calledMs: Record<'server' | 'ours', number[]> = { server: [], ours: [] };
  for (let time = 0; time < TIMES; time += 1) {
    for (const name of ['initialize', 'server', 'ours'] as const) {
      const { opened, called } = await start(commands[name], name !== 'initialize');
      openedMs[name].push(opened);
      if (name !== 'initialize') calledMs[name].push(called);
    }
  }
  const answering = { name: 'bare Node process that answers', value: median(openedMs.initialize) };
  const calling = { name: 'bare stdio server', value: median(calledMs.server) };
  return [
    toRow('start to the reply to initialize', openedMs.ours, answering, 1.4),
    toRow('start to the reply to a first call', calledMs.ours, calling, 3),
  ];
}

async function start(command: Command, isCalled: boolean): Promise<{ opened: number; called: number }> {
  const startedAt = performance.now();
  await using server = await startServer(command);
  if (isCalled) {
    const call = { name: 'deepseek_chat', arguments: { prompt: 'Say hello in 20 words.' } };
    await server.request('tools/call', call);
  }
  return { opened: server.openedAfterMs, called: performance.now() - startedAt };
}

function toRow(measure: string, values: number[], reference: Reference, most: number): Row {
  const bound = { of: 'ratio', most } as const;
  return { measure, value: median(values), unit: 'ms', spread: spread(values), reference, bound };
}
