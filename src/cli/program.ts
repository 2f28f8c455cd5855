import { Command, CommanderError, Help } from 'commander';
import { onStopSignal } from '../stop-signals.ts';
import { VERSION } from '../version.ts';
import type { AddCommand } from './add-command.ts';
import { COMMANDS } from './commands.ts';
import { commandName } from '../command-name.ts';
import { BROKEN_PIPE_EXIT_CODE, writeText, type Terminal } from './terminal/terminal.ts';

function examples(): string {
  const name = commandName();
  return `
Examples:
  $ ${name} demo
  $ ${name} doctor
  $ ${name} chat "Explain vector databases simply"
  $ git diff | ${name} chat "Review this change"

The key is read from RUNAPI_API_KEY, or from the file that "runapi login" writes.
Exit codes: 0 done, 1 other failure, 2 configuration or authentication, 3 credits, 4 bad input, 5 timeout,
6 rate limit, 130 interrupted.`;
}

/** Runs the command that the words ask for in this process, to its end. @returns The exit code. */
export async function runProgram(words: readonly string[]): Promise<number> {
  const controller = new AbortController();
  onStopSignal(() => controller.abort());
  endWithReader();
  return runCommand(words, openTerminal(controller.signal));
}

/** Runs the command that the words ask for. @returns The exit code. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = createProgram(terminal);
  await addCommands(program, words, (add) => add(program, terminal, (code) => void (exitCode = code)));
  if (words.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    if (terminal.signal.aborted) exitCode = (await import('../errors.ts')).EXIT_CODES.aborted;
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { reportError } = await import('./report-error.ts');
    return reportError(error, terminal.stderr);
  }
}

/** Node opens each stream when it is first asked for, which costs a start about a millisecond. */
function openTerminal(signal: AbortSignal): Terminal {
  return {
    environment: process.env,
    signal,
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
  };
}

function createProgram(terminal: Terminal): Command {
  return new Command('runapi-deepseek')
    .description(
      'Hands work to DeepSeek through RunAPI: an MCP server for agents, commands for people and scripts.',
    )
    .version(VERSION)
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeText(terminal.stdout, text),
      writeErr: (text) => writeText(terminal.stderr, text),
    });
}

/** Loads the command that is called, or asked about; of the others, the help shows what it has to show. */
async function addCommands(
  program: Command,
  words: readonly string[],
  use: (add: AddCommand) => void,
): Promise<void> {
  const names = words.filter((word) => !word.startsWith('-'));
  const wanted = names[0] === 'help' ? names[1] : names[0];
  const terms = new Map<string, string>();
  for (const { name, synopsis, description, load } of COMMANDS) {
    terms.set(name, [name, synopsis].filter(Boolean).join(' '));
    if (name === wanted) use(await load());
    else program.command(name);
    program.commands.at(-1)?.description(description);
  }
  const help = new Help();
  program.configureHelp({
    subcommandTerm: (command) => terms.get(command.name()) ?? help.subcommandTerm(command),
  });
}

/** A reader such as `head` that has enough is no failure, and no reason for a stack. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE_EXIT_CODE);
    throw error;
  });
}
