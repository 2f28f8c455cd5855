import type { Command } from 'commander';
import { readConfig } from '../../../config/config.ts';
import { createDelegation } from '../../../delegation/delegation.ts';
import { writeLine, type Terminal } from '../../terminal/terminal.ts';

export function addUndo(runs: Command, terminal: Terminal): void {
  runs
    .command('undo')
    .argument('<id>', 'id of a run')
    .description('put back the files that a run changed, unless they were changed since')
    .action(async (id: string) => {
      await using delegation = createDelegation(readConfig(terminal.environment));
      const { completion } = await delegation.delegate(
        { run_id: id, undo: true },
        { signal: terminal.signal },
      );
      writeLine(terminal.stdout, completion.text);
    });
}
