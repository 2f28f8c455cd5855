import type { Command } from 'commander';
import { readSettings } from '../../../config/config.ts';
import { outcomeOf } from '../../../delegation/outcome.ts';
import { openRunStore } from '../../../runs/store.ts';
import { closingLine } from '../../outcome.ts';
import { writeLine, type Terminal } from '../../terminal/terminal.ts';

/** The writer of a run notices within 200 ms; upstream is aborted within a second. */
const PATIENCE_MS = 5000;

export function addCancel(runs: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  runs
    .command('cancel')
    .argument('<id...>', 'ids of runs')
    .description('stop running runs; their text so far is kept')
    .action(async (ids: string[]) => {
      const exitCodes: number[] = [];
      for (const id of ids) exitCodes.push(await cancel(id, terminal));
      finish(Math.max(...exitCodes));
    });
}

/** No key is needed. @returns 0 where nobody writes the run any more. */
async function cancel(id: string, { environment, signal, stderr }: Terminal): Promise<number> {
  const store = openRunStore(readSettings(environment).stateDir);
  const { state } = await store.read(id);
  if (state !== 'running') {
    writeLine(stderr, `${id} is not running.`);
    return 0;
  }
  await store.requestCancel(id);
  const after = await store.follow(id, { signal, waitMs: PATIENCE_MS, untilEnd: true, characters: 0 });
  if (after.state === 'running') {
    writeLine(stderr, `${id} has not stopped yet; its process will when it can.`);
    return 1;
  }
  writeLine(stderr, closingLine(outcomeOf(after)));
  return 0;
}
