import type { Command } from 'commander';
import type { Terminal } from './terminal/terminal.ts';

/** Adds one command of `commands.ts` to the program. Its action resolves to the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, finish: (exitCode: number) => void) => void;
