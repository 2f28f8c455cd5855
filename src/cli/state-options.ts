import type { Command } from 'commander';
import { wholeNumber } from './options/whole-number.ts';
import { writeLine, type Terminal } from './terminal/terminal.ts';

export interface ListFlags {
  readonly json: boolean;
  readonly all: boolean;
  readonly limit: number;
}

const LISTED = 100;

export function addListOptions(command: Command): Command {
  return addAllOption(command)
    .option('--limit <number>', 'how many to show', wholeNumber(1, Number.MAX_SAFE_INTEGER), LISTED)
    .option('--json', 'print them as JSON', false);
}

export function addAllOption(command: Command): Command {
  return command.option('--all', 'include other projects', false);
}

/** A list that ends at its limit looks like a whole one. */
export function reportLimit({ stderr }: Terminal, shown: number, limit: number): void {
  if (shown === limit) writeLine(stderr, `Only the newest ${limit} are shown; --limit shows more.`);
}
