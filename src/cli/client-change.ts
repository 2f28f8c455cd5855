import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import leven from 'leven';
import { DelegateError, EXIT_CODES } from '../errors.ts';
import { apply } from '../install/apply.ts';
import type { Client } from '../install/client.ts';
import { CLIENTS } from '../install/clients.ts';
import { formatDiff } from '../install/diff.ts';
import { hideKeys } from '../install/hide-keys.ts';
import type { Plan } from '../install/plan.ts';
import { readSurroundings } from '../install/surroundings.ts';
import { canAsk, confirm } from './terminal/confirm.ts';
import { formatTable } from './terminal/table.ts';
import { writeLine, type Terminal } from './terminal/terminal.ts';

/** What `install` and `uninstall` share. */
export interface ChangeFlags {
  project?: boolean;
  skill?: boolean;
  force?: boolean;
  yes?: boolean;
  dryRun?: boolean;
}

const COLUMNS = [{ title: 'CLIENT' }, { title: 'NAME', isOptional: true }, { title: 'FILE' }];

/** More letters apart than this, and it is no typing error. */
const MAX_TYPOS = 2;

export function withChangeFlags(command: Command): Command {
  return command
    .argument('[client]', CLIENTS.map(({ id }) => id).join(', '))
    .option('--project', 'change the configuration of the project in the working folder, not the user’s')
    .option('--skill', 'the same for the skill, where the client has a folder for skills')
    .option('--dry-run', 'show the change without making it')
    .option('--yes', 'make the change without asking');
}

export function listClients(terminal: Terminal): void {
  const surroundings = readSurroundings(terminal.environment);
  const rows = CLIENTS.map((client) => [client.id, client.title, client.userFile(surroundings)]);
  writeLine(terminal.stdout, formatTable(COLUMNS, rows, terminal.stdout));
}

/** @throws {DelegateError} `input`, with the clients that may have been meant. */
export function findClient(name: string): Client {
  const given = name.toLowerCase().replaceAll(/[\s_]+/g, '-');
  const client = CLIENTS.find(({ id, title }) => id === given || title.toLowerCase() === name.toLowerCase());
  if (client) return client;
  const close = CLIENTS.map(({ id }) => id).filter(
    (id) => (given.length > 2 && (id.includes(given) || given.includes(id))) || leven(id, given) <= MAX_TYPOS,
  );
  const hint = close.length > 0 ? ` (did you mean ${close.join(' or ')}?)` : '';
  throw new DelegateError(
    'input',
    `Unknown client "${name.slice(0, 60)}"${hint}.`,
    `Use one of ${CLIENTS.map(({ id }) => id).join(', ')}.`,
  );
}

/**
 * Shows the change, and makes it if that is wanted.
 *
 * @returns The exit code; 0 also where the file is as it should be already.
 */
export async function carryOut(plan: Plan, flags: ChangeFlags, terminal: Terminal): Promise<number> {
  const { file, before, after } = plan;
  if (before === after) {
    if (!flags.dryRun) await apply(plan);
    writeLine(terminal.stderr, `${file}: nothing to change.`);
    return 0;
  }
  const kind = before === undefined ? ' (new)' : after === undefined ? ' (removed)' : '';
  writeLine(terminal.stdout, `${file}${kind}`);
  writeLine(terminal.stdout, hideKeys(formatDiff(before ?? '', after ?? '')));
  const refusal = await refuse(flags, terminal);
  if (refusal) {
    writeLine(terminal.stderr, refusal.message);
    return refusal.exitCode;
  }
  await apply(plan);
  writeLine(terminal.stderr, describe(plan));
  return 0;
}

async function refuse(
  { yes, dryRun }: ChangeFlags,
  terminal: Terminal,
): Promise<{ message: string; exitCode: number } | undefined> {
  if (dryRun) return { message: 'Dry run: nothing was changed.', exitCode: 0 };
  if (yes) return undefined;
  if (!canAsk(terminal)) {
    return {
      message: 'Nothing was changed, as there is no terminal to ask on. Add --yes to make this change.',
      exitCode: EXIT_CODES.input,
    };
  }
  const isWanted = await confirm('Make this change? [y/N] ', terminal);
  return isWanted ? undefined : { message: 'Nothing was changed.', exitCode: 1 };
}

function describe({ file, before, after, backup, original }: Plan): string {
  if (before === undefined) return `Created ${file}.`;
  if (after === undefined) return `Removed ${file}, which had nothing else in it.`;
  return typeof original === 'object' ? `Updated. Backup: ${backup}` : 'Updated.';
}

/** The script that runs, with links followed. */
export function binPath(): Promise<string> {
  return realpath(process.argv[1] ?? '');
}

/** Beside dist/, in a checkout as in the package. */
export async function skillSource(): Promise<string> {
  return path.resolve(path.dirname(await binPath()), '..', 'skill', 'deepseek');
}
