import { readConfig } from '../../config/config.ts';
import { streamArguments } from '../../delegation/arguments/arguments.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import { DelegateError } from '../../errors.ts';
import { commandName } from '../../command-name.ts';
import { addArguments, type ReadArguments } from '../options/arguments.ts';
import { wholeNumber } from '../options/whole-number.ts';
import { WORDING } from '../options/wording.ts';
import { closingLine, exitCodeOf, idOfDetached, toJson } from '../outcome.ts';
import { requirePromptBeforeFiles } from '../options/prompt-argument.ts';
import type { AddCommand } from '../add-command.ts';
import { toPerson } from '../voice.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface MapFlags {
  concurrency?: number;
  json?: boolean;
}

const MAX_AT_ONCE = 64;

const mapArguments = streamArguments.omit({
  conversation_id: true,
  run_id: true,
  offset: true,
  cancel: true,
  undo: true,
  // It excludes for_each.
  explore: true,
});

const MAP_WORDING = {
  ...WORDING,
  files: { value: 'path', help: 'file or glob to send with every request' },
  save_to: {
    value: 'template',
    help: 'where each answer goes: {path}, {dir}, {name}, {ext} are those of the file',
  },
  overwrite: { help: 'process also the files whose output exists' },
};

export const addMapCommand: AddCommand = (program, terminal, finish) => {
  const command = program
    .command('map')
    .argument('<prompt>', 'the task for each file')
    .argument('<files...>', 'paths and globs, one request for each file');
  const read = addArguments(command, {
    schema: mapArguments,
    wording: MAP_WORDING,
    positional: ['prompt', 'for_each'],
  });
  command
    .option(
      '--concurrency <number>',
      `requests at once, at most ${MAX_AT_ONCE} (default: DEEPSEEK_CONCURRENCY, else 8)`,
      wholeNumber(1, MAX_AT_ONCE),
    )
    .option('--json', 'print report and receipt as one JSON object')
    .addHelpText('after', examples)
    .action(async (prompt: string, files: string[], flags: MapFlags) =>
      finish(await map({ prompt, for_each: files }, flags, read, terminal)),
    );
};

function examples(): string {
  const name = commandName();
  return `
Examples:
  $ ${name} map "Summarise this file in three sentences" "src/**/*.ts" --out "summaries/{path}.md"
  $ ${name} map "Translate to German" "docs/*.md" --out "docs/de/{name}.{ext}" --model deepseek-v4-flash`;
}

async function map(
  words: { prompt: string; for_each: string[] },
  { concurrency, json = false }: MapFlags,
  read: ReadArguments<typeof mapArguments.shape>,
  terminal: Terminal,
): Promise<number> {
  await requirePromptBeforeFiles(words.prompt);
  await using delegation = createDelegation(readConfig(terminal.environment), {
    workerEnvironment: terminal.environment,
  });
  const given = await read(words);
  if (given.save_to === undefined && given.save_format !== 'edits') {
    throw new DelegateError(
      'input',
      "required option '--out <template>' not specified.",
      'Add where each answer goes, such as --out "out/{path}.md", or change the files with --save-format edits.',
    );
  }
  const spinner = createSpinner(terminal.stderr);
  try {
    const outcome = await delegation.delegate(
      { ...given, concurrency },
      { signal: terminal.signal, onStart: spinner.follow, isReportWhole: json || !terminal.stdout.isTTY },
    );
    spinner.stop();
    writeLine(
      terminal.stdout,
      json
        ? JSON.stringify(toJson(outcome), null, 2)
        : (idOfDetached(outcome) ?? toPerson(outcome.completion.text)),
    );
    writeLine(terminal.stderr, closingLine(outcome));
    return exitCodeOf(outcome);
  } finally {
    spinner.stop();
  }
}
