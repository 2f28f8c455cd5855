import { Option } from 'commander';
import { PROTOCOL_NAMES, readConfig } from '../../config/config.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import { parseArguments } from '../../delegation/parse-arguments.ts';
import { streamArguments } from '../../delegation/arguments.ts';
import { collect, toNumber, wholeNumber } from '../flags.ts';
import { closingLine, exitCodeOf, toJson } from '../outcome.ts';
import type { AddCommand } from '../add-command.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface MapFlags {
  out: string;
  file?: string[];
  system?: string;
  model?: string;
  protocol?: string;
  maxTokens?: string;
  saveFormat?: string;
  overwrite?: boolean;
  concurrency: number;
  json: boolean;
}

const MAX_AT_ONCE = 64;

export const addMapCommand: AddCommand = (program, terminal, finish) => {
  program
    .command('map')
    .argument('<prompt>', 'what is to be done with each file')
    .argument('<files...>', 'paths and globs, one request for each file')
    .requiredOption('--out <template>', 'where each answer goes: {path}, {dir}, {name}, {ext} are the file’s')
    .option('--file <path>', 'file or glob that every request gets as well; may be repeated', collect)
    .option('--system <text>', 'system prompt')
    .option('--model <id>', 'model id (see "models")')
    .addOption(new Option('--protocol <name>', 'wire to use').choices(PROTOCOL_NAMES))
    .option('--max-tokens <number>', 'limit of each output, reasoning included')
    .option('--save-format <text|code>', 'code: save only what is in code fences')
    .option('--overwrite', 'do also the files whose answer is there')
    .option(
      '--concurrency <number>',
      `requests at once, at most ${MAX_AT_ONCE}`,
      wholeNumber('--concurrency', 1, MAX_AT_ONCE),
      8,
    )
    .option('--json', 'print report and receipt as one JSON object', false)
    .addHelpText('after', EXAMPLES)
    .action(async (prompt: string, files: string[], flags: MapFlags) =>
      finish(await map(prompt, files, flags, terminal)),
    );
};

const EXAMPLES = `
Examples:
  $ runapi-deepseek map "Summarise this file in three sentences" "src/**/*.ts" --out "summaries/{path}.md"
  $ runapi-deepseek map "Translate to German" "docs/*.md" --out "docs/de/{name}.{ext}" --model deepseek-v4-flash`;

const mapArguments = streamArguments.pick({
  prompt: true,
  files: true,
  system: true,
  model: true,
  protocol: true,
  max_tokens: true,
  save_to: true,
  save_format: true,
  overwrite: true,
  for_each: true,
});

async function map(prompt: string, files: string[], flags: MapFlags, terminal: Terminal): Promise<number> {
  const { delegate } = createDelegation(readConfig(terminal.environment));
  const { out, file, maxTokens, saveFormat, concurrency, json: isJson, ...same } = flags;
  const given = parseArguments('map', mapArguments, {
    ...same,
    prompt,
    for_each: files,
    files: file,
    save_to: out,
    save_format: saveFormat,
    max_tokens: toNumber(maxTokens),
  });
  const spinner = createSpinner(terminal.stderr);
  try {
    const outcome = await delegate(
      { ...given, concurrency },
      { signal: terminal.signal, onStart: spinner.follow },
    );
    spinner.stop();
    writeLine(terminal.stdout, isJson ? JSON.stringify(toJson(outcome), null, 2) : outcome.completion.text);
    writeLine(terminal.stderr, closingLine(outcome));
    return exitCodeOf(outcome);
  } finally {
    spinner.stop();
  }
}
