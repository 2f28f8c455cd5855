import { readConfig } from '../../config/config.ts';
import { chatArguments, streamArguments, type ChatArguments } from '../../delegation/arguments/arguments.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import type { Outcome } from '../../delegation/present/outcome.ts';
import { DelegateError } from '../../errors.ts';
import { commandName } from '../../command-name.ts';
import { addArguments, type ReadArguments } from '../options/arguments.ts';
import { flagOf } from '../options/flag-names.ts';
import { readPromptArgument } from '../options/prompt-argument.ts';
import { WORDING } from '../options/wording.ts';
import { exitCodeOf, toJson } from '../outcome.ts';
import type { AddCommand } from '../add-command.ts';
import { createPrinter } from '../terminal/printer.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { readPrompt } from '../terminal/stdin.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface ChatFlags {
  file?: string[];
  messages?: string;
  json?: boolean;
  stream: boolean;
  stdin?: boolean;
}

/** The arguments of both tools for one completion. */
const commandArguments = chatArguments.extend(
  streamArguments.omit({ prompt: true, for_each: true, run_id: true, offset: true, cancel: true, undo: true })
    .shape,
);

export const addChatCommand: AddCommand = (program, terminal, finish) => {
  const command = program
    .command('chat')
    .argument('[prompt]', 'the task; stdin is appended to it')
    .allowExcessArguments();
  const read = addArguments(command, { schema: commandArguments, wording: WORDING, positional: ['prompt'] });
  command
    .option('--stdin', 'fail if stdin is empty')
    .option('--json', 'print answer and receipt as one JSON object')
    .option('--no-stream', 'print the answer when it is complete')
    .addHelpText('after', examples)
    .action(async (_prompt: string | undefined, flags: ChatFlags) =>
      finish(await chat(command.args, flags, read, terminal)),
    );
};

function examples(): string {
  const name = commandName();
  return `
Examples:
  $ ${name} chat "Draft a migration checklist"
  $ git diff | ${name} chat --stdin "Review this change" > review.md
  $ ${name} chat --file "src/**/*.ts" --out review.md "Review this code for races"
  $ ${name} chat --explore "Which callers break if Config is renamed?"
  $ ${name} chat --json --model deepseek-v4-flash "Name three colours" | jq .receipt
  $ ${name} chat --json-schema @schema.json "Extract the dates" < report.txt`;
}

async function chat(
  words: readonly string[],
  flags: ChatFlags,
  read: ReadArguments<typeof commandArguments.shape>,
  terminal: Terminal,
): Promise<number> {
  await using delegation = createDelegation(readConfig(terminal.environment), {
    workerEnvironment: terminal.environment,
  });
  const prompt = await readPromptOf(words, flags, terminal);
  const given = await read({ prompt });
  refuseIdle(given);
  const isJson = given.response_format === 'json' || given.json_schema !== undefined;
  // JSON may have to be asked for twice, and half of it is of no use to a script.
  const isStreamed =
    flags.stream && !flags.json && !isJson && given.save_to === undefined && given.save_format !== 'edits';
  const spinner = createSpinner(terminal.stderr);
  const includeReasoning = given.include_reasoning ?? false;
  const printer = createPrinter(terminal, { spinner, isStreamed, includeReasoning });
  let outcome: Outcome;
  try {
    outcome = await delegation.delegate(given, {
      signal: terminal.signal,
      onStart: spinner.follow,
      onEvent: printer.onEvent,
    });
  } finally {
    printer.stop();
  }
  if (flags.json) writeLine(terminal.stdout, JSON.stringify(toJson(outcome), null, 2));
  else printer.end(outcome);
  return exitCodeOf(outcome);
}

/** What says how to save means that something is to be saved. */
function refuseIdle({ save_to, save_format, overwrite }: ChatArguments): void {
  if (save_to !== undefined || save_format === 'edits') return;
  const idle = Object.entries({ save_format, overwrite }).find(([, value]) => value !== undefined)?.[0];
  if (idle === undefined) return;
  throw new DelegateError('input', `\`${flagOf(idle)}\` was given without \`--out\`.`, 'Add --out FILE.');
}

async function readPromptOf(
  words: readonly string[],
  flags: ChatFlags,
  terminal: Terminal,
): Promise<string | undefined> {
  const prompt = await readPromptArgument(words, flags.file);
  if (flags.messages === undefined) return readPrompt(prompt, { needsStdin: flags.stdin ?? false }, terminal);
  if (!flags.stdin) return prompt;
  throw new DelegateError('input', '--stdin and --messages were both given.', 'Omit one of them.');
}
