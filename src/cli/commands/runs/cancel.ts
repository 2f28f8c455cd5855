import type { Command } from 'commander';
import { readSettings } from '../../../config/config.ts';
import { outcomeOf } from '../../../delegation/present/outcome.ts';
import { openRunStore } from '../../../runs/store.ts';
import { addAllOption } from '../../state-options.ts';
import { closingLine } from '../../outcome.ts';
import { writeLine, type Terminal } from '../../terminal/terminal.ts';

/** The writer of a run notices within 200 ms; upstream is aborted within a second. */
const PATIENCE_MS = 5000;

export function addCancel(runs: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  addAllOption(runs.command('cancel'))
    .argument('<id...>', 'ids of runs')
    .description('stop running runs; their text so far is kept')
    .action(async (ids: string[], { all }: { all: boolean }) => {
      const exitCodes: number[] = [];
      for (const id of ids) exitCodes.push(await cancel(id, all, terminal));
      finish(Math.max(...exitCodes));
    });
}

/** No key is needed. @returns 0 where nobody writes the run any more. */
async function cancel(id: string, all: boolean, terminal: Terminal): Promise<number> {
  const { environment, signal, stderr } = terminal;
  const settings = readSettings(environment);
  using run = await openRunStore(settings.stateDir, { ...settings, all }).open(id);
  const { state } = await run.snapshot();
  if (state !== 'running') {
    writeLine(stderr, `${id} is not running.`);
    return 0;
  }
  await run.requestCancel();
  const after = await run.follow({ signal, waitMs: PATIENCE_MS, untilEnd: true, characters: 0 });
  if (after.state === 'running') {
    writeLine(stderr, `${id} has not stopped yet; its process will when it can.`);
    return 1;
  }
  writeLine(stderr, closingLine(outcomeOf(after)));
  return 0;
}
