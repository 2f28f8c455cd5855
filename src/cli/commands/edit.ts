import { readConfig } from '../../config/config.ts';
import { streamArguments } from '../../delegation/arguments/arguments.ts';
import { createDelegation, type Delegation } from '../../delegation/delegation.ts';
import { inlineText } from '../../delegation/present/inline.ts';
import type { Outcome } from '../../delegation/present/outcome.ts';
import { DelegateError } from '../../errors.ts';
import { readKeptPatch } from '../../workspace/changes/kept-patch.ts';
import { requirePromptBeforeFiles } from '../options/prompt-argument.ts';
import type { AddCommand } from '../add-command.ts';
import { commandName } from '../../command-name.ts';
import { addArguments, type ReadArguments } from '../options/arguments.ts';
import { WORDING } from '../options/wording.ts';
import { closingLine, exitCodeOf, idOfDetached, toJson } from '../outcome.ts';
import { canAsk, confirm } from '../terminal/confirm.ts';
import { printPatch } from '../terminal/patch.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface EditFlags {
  readonly confirm?: boolean;
  readonly patch?: string;
  readonly json?: boolean;
}

const editArguments = streamArguments.omit({
  save_to: true,
  save_format: true,
  response_format: true,
  json_schema: true,
  for_each: true,
  run_id: true,
  offset: true,
  cancel: true,
  undo: true,
});

export const addEditCommand: AddCommand = (program, terminal, finish) => {
  const command = program
    .command('edit')
    .argument('<prompt>', 'what to change')
    .argument('[files...]', 'paths and globs of files that may be changed; PATH:10-80 is context only');
  const read = addArguments(command, {
    schema: editArguments,
    wording: { ...WORDING, overwrite: { help: 'with --patch: replace the file if it exists' } },
    positional: ['prompt', 'files'],
  });
  command
    .option('--patch <file>', 'write a patch to FILE.patch and change nothing else')
    .option('--confirm', 'ask whether to keep the change; undo it otherwise')
    .option('--json', 'print result and receipt as one JSON object')
    .addHelpText('after', examples)
    .action(async (prompt: string, files: string[], flags: EditFlags) =>
      finish(await edit({ prompt, files }, flags, read, terminal)),
    );
};

function examples(): string {
  const name = commandName();
  return `
Examples:
  $ ${name} edit "Rename Config to Settings" "src/**/*.ts"
  $ ${name} edit "Add JSDoc to every exported function" src/api.ts --patch api.patch
  $ ${name} edit --explore "Rename the option --colour to --color, with its tests"`;
}

async function edit(
  words: { prompt: string; files: string[] },
  flags: EditFlags,
  read: ReadArguments<typeof editArguments.shape>,
  terminal: Terminal,
): Promise<number> {
  await requirePromptBeforeFiles(words.prompt);
  const { stdout, stderr, signal } = terminal;
  if (flags.confirm && !canAsk(terminal)) throw nobodyToAsk();
  if (flags.patch !== undefined && !/\.patch$/i.test(flags.patch)) throw noPatchName(flags.patch);
  await using delegation = createDelegation(readConfig(terminal.environment), {
    workerEnvironment: terminal.environment,
  });
  const { prompt, files } = words;
  const given = await read(files.length > 0 ? { prompt, files } : { prompt });
  if (flags.confirm && given.detach) throw nobodyToWait();
  if (!given.files && !given.explore) throw noFiles();
  const spinner = createSpinner(stderr);
  let outcome: Outcome;
  try {
    outcome = await delegation.delegate(
      { ...given, save_format: 'edits', ...(flags.patch !== undefined && { save_to: flags.patch }) },
      { signal, onStart: spinner.follow },
    );
  } finally {
    spinner.stop();
  }
  if (flags.json) writeLine(stdout, JSON.stringify(toJson(outcome), null, 2));
  else await print(outcome, delegation, terminal);
  writeLine(stderr, closingLine(outcome));
  if (flags.confirm && (outcome.receipt.edited?.length ?? 0) > 0) await ask(outcome, delegation, terminal);
  return exitCodeOf(outcome);
}

/** A person sees the patch; a script is told which files were changed. */
async function print(
  outcome: Outcome,
  { config: { settings } }: Delegation,
  { stdout, environment }: Terminal,
): Promise<void> {
  const { edited, run_id: id } = outcome.receipt;
  const hasChanged = stdout.isTTY && id !== null && (edited?.length ?? 0) > 0;
  const patch = hasChanged ? await readKeptPatch(settings.stateDir, id) : undefined;
  if (patch !== undefined) return printPatch(stdout, patch, environment);
  const text = idOfDetached(outcome) ?? (await inlineText(outcome, settings));
  if (text) writeLine(stdout, text);
}

async function ask(
  { receipt: { run_id } }: Outcome,
  { delegate }: Delegation,
  terminal: Terminal,
): Promise<void> {
  const takeBack = async () => {
    // Ctrl-C answers the question, too, and must not stop what it asks for.
    const { signal } = new AbortController();
    const { completion } = await delegate({ run_id: run_id ?? '', undo: true }, { signal });
    writeLine(terminal.stderr, completion.text);
  };
  try {
    if (await confirm('Keep this change? [y/N] ', terminal)) return;
  } catch (error) {
    await takeBack();
    throw error;
  }
  await takeBack();
}

function noFiles(): DelegateError {
  return new DelegateError(
    'input',
    'No files were given, so nothing may be changed.',
    'Name the files after the prompt, or add --explore to let DeepSeek find them.',
  );
}

function noPatchName(given: string): DelegateError {
  return new DelegateError(
    'input',
    `--patch is ${JSON.stringify(given)}, but the name of a patch ends in .patch.`,
    `Use ${JSON.stringify(`${given}.patch`)}, or omit --patch to change the files.`,
  );
}

function nobodyToAsk(): DelegateError {
  return new DelegateError(
    'input',
    '--confirm was given, but there is no terminal to ask at.',
    'Omit it; "runs undo ID" takes the change back.',
  );
}

function nobodyToWait(): DelegateError {
  return new DelegateError(
    'input',
    '--confirm and --detach were both given: a detached run is not waited for.',
    'Omit one of them; "runs undo ID" takes the change back.',
  );
}
