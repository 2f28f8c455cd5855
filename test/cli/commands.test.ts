import { Command } from 'commander';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { Terminal } from '../../src/cli/terminal/terminal.ts';

const terminal = { environment: {}, stdin: process.stdin } as unknown as Terminal;

test.for(COMMANDS)('the help shows $name as it is', async ({ name, synopsis, load }) => {
  const program = new Command();
  (await load())(program, terminal, () => undefined);
  const [command] = program.commands;

  expect(command?.name()).toBe(name);
  expect(program.createHelp().subcommandTerm(command!)).toBe([name, synopsis].filter(Boolean).join(' '));
});
