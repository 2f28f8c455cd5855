import path from 'node:path';
import type { Command } from 'commander';
import { readConfig, readSettings, type Config } from '../../config/config.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import { outcomeOf } from '../../delegation/present/outcome.ts';
import type { RunSummary } from '../../runs/run.ts';
import { openRunStore } from '../../runs/store.ts';
import { wholeNumber } from '../options/whole-number.ts';
import { closingLine, exitCodeOf, toJson } from '../outcome.ts';
import { createPrinter } from '../terminal/printer.ts';
import type { AddCommand } from '../add-command.ts';
import { addAllOption, addListOptions, reportLimit, type ListFlags } from '../state-options.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { formatTable, type Column } from '../terminal/table.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';
import { addCancel } from './runs/cancel.ts';
import { addUndo } from './runs/undo.ts';
import { readKeptPatch } from '../../workspace/changes/kept-patch.ts';
import { printPatch } from '../terminal/patch.ts';
import { noPatch } from '../../delegation/edits/no-patch.ts';

interface RunColumn extends Column {
  readonly of: (run: RunSummary) => string;
}

const TASK: RunColumn = { title: 'TASK', of: ({ title }) => title };
/** One project's runs need no column that says so. */
const PROJECT: RunColumn = { title: 'PROJECT', of: ({ project }) => project?.join(path.delimiter) ?? '' };
const COLUMNS: readonly RunColumn[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'STATUS', of: ({ status, state }) => status ?? state },
  { title: 'CHARACTERS', isOptional: true, of: ({ characters }) => String(characters) },
  { title: 'MODEL', isOptional: true, of: ({ model }) => model },
  { title: 'STARTED (UTC)', of: ({ startedAt }) => startedAt.slice(0, 16).replace('T', ' ') },
];

export const addRunsCommand: AddCommand = (program, terminal, finish) => {
  const runs = program.command('runs');
  addList(runs, terminal);
  addShow(runs, terminal);
  addContinue(runs, terminal, finish);
  addCancel(runs, terminal, finish);
  addUndo(runs, terminal);
  addAllOption(runs.command('remove'))
    .argument('<id...>', 'ids of runs')
    .description('remove runs that are not running')
    .action(async (ids: string[], { all }: { all: boolean }) => {
      for (const id of ids) {
        await openStore(terminal, all).remove(id);
        writeLine(terminal.stderr, `removed ${id}`);
      }
    });
};

/** Runs can be looked at without a key. */
function openStore({ environment }: Terminal, all: boolean) {
  const settings = readSettings(environment);
  return openRunStore(settings.stateDir, { ...settings, all });
}

function addList(runs: Command, terminal: Terminal): void {
  addListOptions(runs.command('list', { isDefault: true }))
    .description('the newest runs, newest first')
    .action(async ({ json, all, limit }: ListFlags) => {
      const found = await openStore(terminal, all).list({ limit });
      if (json) return writeLine(terminal.stdout, JSON.stringify({ runs: found }, null, 2));
      const columns = [...COLUMNS, ...(all ? [PROJECT] : []), TASK];
      const rows = found.map((run) => columns.map((column) => column.of(run)));
      writeLine(terminal.stdout, formatTable(columns, rows, terminal.stdout));
      reportLimit(terminal, found.length, limit);
    });
}

function addShow(runs: Command, terminal: Terminal): void {
  addAllOption(runs.command('show'))
    .argument('<id>', 'id of a run')
    .description('print what was received so far, without asking for more')
    .option('--json', 'print answer and receipt as one JSON object', false)
    .option('--patch', 'print what it changed in files, as a unified diff', false)
    .action(async (id: string, { json, all, patch }: { json: boolean; all: boolean; patch: boolean }) => {
      if (patch) return showPatch(id, all, terminal);
      const outcome = outcomeOf(await openStore(terminal, all).read(id));
      if (json) return writeLine(terminal.stdout, JSON.stringify(toJson(outcome), null, 2));
      if (outcome.completion.text) writeLine(terminal.stdout, outcome.completion.text);
      writeLine(terminal.stderr, closingLine(outcome));
    });
}

async function showPatch(id: string, all: boolean, terminal: Terminal): Promise<void> {
  await openStore(terminal, all).read(id);
  const patch = await readKeptPatch(readSettings(terminal.environment).stateDir, id);
  if (patch === undefined) throw noPatch(id);
  printPatch(terminal.stdout, patch, terminal.environment);
}

interface ContinueFlags {
  readonly offset: number;
  readonly json: boolean;
  readonly all: boolean;
}

/** A run of another project is resumed in that, where its paths mean what they did. */
async function configFor(id: string, all: boolean, terminal: Terminal): Promise<Config> {
  const config = readConfig(terminal.environment);
  if (!all) return config;
  const { project } = await openStore(terminal, all).read(id);
  return { ...config, settings: { ...config.settings, roots: project ?? config.settings.roots } };
}

function addContinue(runs: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  addAllOption(runs.command('continue'))
    .argument('<id>', 'id of a run')
    .description('wait for a running run, or ask for the rest of an incomplete one; prints all of it')
    .option('--offset <characters>', 'print from here on', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--json', 'print answer and receipt as one JSON object', false)
    .action(async (id: string, { offset, json, all }: ContinueFlags) => {
      await using delegation = createDelegation(await configFor(id, all, terminal));
      const spinner = createSpinner(terminal.stderr);
      const printer = createPrinter(terminal, {
        spinner,
        isStreamed: false,
        includeReasoning: false,
      });
      try {
        const outcome = await delegation.delegate(
          { run_id: id, offset },
          {
            signal: terminal.signal,
            onStart: spinner.follow,
          },
        );
        spinner.stop();
        if (json) writeLine(terminal.stdout, JSON.stringify(toJson(outcome), null, 2));
        else printer.end(outcome);
        finish(exitCodeOf(outcome));
      } finally {
        spinner.stop();
      }
    });
}
