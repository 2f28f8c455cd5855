import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { readBaseUrl } from '../../config/base-url.ts';
import { RUNAPI_ROOT } from '../../config/connection.ts';
import { readVariable } from '../../config/values.ts';
import { DelegateError } from '../../errors.ts';
import { apply } from '../../install/apply.ts';
import { CLIENTS, type Client, type ServerEntry } from '../../install/clients.ts';
import { formatDiff } from '../../install/diff.ts';
import { planInstall, planUninstall, type Plan } from '../../install/plan.ts';
import { serverEntry } from '../../install/server-entry.ts';
import { installSkill, uninstallSkill } from '../../install/skill.ts';
import { readSurroundings, type Surroundings } from '../../install/surroundings.ts';
import type { AddCommand } from '../add-command.ts';
import { formatTable, writeLine, type Terminal } from '../terminal/terminal.ts';

interface Flags {
  project?: boolean;
  skill?: boolean;
  writeKey?: boolean;
  force?: boolean;
  yes?: boolean;
}

const KEY = 'RUNAPI_API_KEY';

export const addInstallCommand: AddCommand = (program, terminal) => {
  withFlags(program.command('install'))
    .option('--write-key', `write the value of ${KEY} into the file, in place of a reference to it`)
    .option('--force', 'replace a server of that name that starts something else')
    .action(async (name: string | undefined, flags: Flags) => {
      if (name === undefined) return listClients(terminal);
      await install(findClient(name), flags, terminal);
    });
};

export const addUninstallCommand: AddCommand = (program, terminal) => {
  withFlags(program.command('uninstall')).action(async (name: string | undefined, flags: Flags) => {
    if (name === undefined) return listClients(terminal);
    await uninstall(findClient(name), flags, terminal);
  });
};

function withFlags(command: Command): Command {
  return command
    .argument('[client]', CLIENTS.map(({ id }) => id).join(', '))
    .option('--project', 'the configuration of the project in the working folder, in place of the user’s')
    .option('--skill', 'the skill as well, where the client looks for skills')
    .option('--yes', 'make the change without asking');
}

function listClients({ stdout, environment }: Terminal): void {
  const surroundings = readSurroundings(environment);
  const rows = CLIENTS.map((client) => [client.id, client.title, client.userFile(surroundings)]);
  writeLine(stdout, formatTable([['CLIENT', 'NAME', 'FILE'], ...rows]));
}

function findClient(name: string): Client {
  const client = CLIENTS.find(({ id }) => id === name);
  if (client) return client;
  const known = CLIENTS.map(({ id }) => id).join(', ');
  throw new DelegateError(
    'input',
    `"${name.slice(0, 60)}" is no client that is known.`,
    `Use one of ${known}.`,
  );
}

async function install(client: Client, flags: Flags, terminal: Terminal): Promise<void> {
  const surroundings = readSurroundings(terminal.environment);
  const server = serverEntry(await binPath(), valuesToWrite(flags, terminal));
  const options = { ...optionsOf(flags, surroundings), force: flags.force ?? false };
  const skillFolder = flags.skill ? skillFolderOf(client, surroundings) : undefined;
  const plan = await planInstall(client, server, options);
  if (await carryOut(plan, flags, terminal)) {
    writeLine(terminal.stderr, flags.writeKey ? 'The key stands in the file.' : client.keyHint);
    writeLine(terminal.stderr, `Restart ${client.title}, then run "runapi-deepseek doctor".`);
    if (skillFolder !== undefined) {
      writeLine(terminal.stderr, `skill: ${await installSkill(await skillSource(), skillFolder)}`);
    }
  }
}

async function uninstall(client: Client, flags: Flags, terminal: Terminal): Promise<void> {
  const surroundings = readSurroundings(terminal.environment);
  const skillFolder = flags.skill ? skillFolderOf(client, surroundings) : undefined;
  const plan = await planUninstall(client, optionsOf(flags, surroundings));
  if ((await carryOut(plan, flags, terminal)) && skillFolder !== undefined) {
    const removed = await uninstallSkill(await skillSource(), skillFolder);
    writeLine(terminal.stderr, removed === undefined ? 'There was no skill.' : `removed ${removed}`);
  }
}

function optionsOf({ project }: Flags, surroundings: Surroundings) {
  return { scope: project ? 'project' : 'user', surroundings } as const;
}

/** Shows the change, and makes it if that is wanted. @returns Whether the file is as it should be now. */
async function carryOut(plan: Plan, { yes }: Flags, { stdin, stdout, stderr }: Terminal): Promise<boolean> {
  const { file, backup, before, after } = plan;
  if (before === after) {
    writeLine(stderr, `${file}: nothing to change.`);
    return true;
  }
  writeLine(
    stdout,
    `${file}${before === undefined ? ' (new)' : ''}${after === undefined ? ' (removed)' : ''}`,
  );
  writeLine(stdout, formatDiff(before ?? '', after ?? ''));
  if (!yes) {
    if (!stdin.isTTY) {
      writeLine(stderr, 'Nothing was changed. Add --yes to make this change.');
      return false;
    }
    const questions = createInterface({ input: stdin, output: stderr });
    const answer = await questions.question('Make this change? [y/N] ');
    questions.close();
    if (!/^y(es)?$/i.test(answer.trim())) {
      writeLine(stderr, 'Nothing was changed.');
      return false;
    }
  }
  await apply(plan);
  writeLine(stderr, after === undefined ? 'Removed.' : `Changed. How it was before is in ${backup}`);
  return true;
}

function valuesToWrite({ writeKey }: Flags, terminal: Terminal): Pick<ServerEntry, 'key' | 'baseUrl'> {
  return { key: writeKey ? readKey(terminal) : undefined, baseUrl: readOwnBaseUrl(terminal) };
}

/** The address that the key is for; undefined for RunAPI's own, which needs no mention. */
function readOwnBaseUrl({ environment }: Terminal): string | undefined {
  const given = readVariable(environment, 'RUNAPI_BASE_URL');
  // Without a key beside it, the server does not go by it either.
  if (given === undefined || !environment[KEY]?.trim()) return undefined;
  const baseUrl = readBaseUrl('RUNAPI_BASE_URL', given);
  return baseUrl === RUNAPI_ROOT ? undefined : baseUrl;
}

function readKey({ environment }: Terminal): string {
  const key = environment[KEY]?.trim();
  if (key) return key;
  throw new DelegateError(
    'input',
    `${KEY} is not set, so there is no key to write.`,
    'Set it, or leave --write-key out.',
  );
}

function skillFolderOf({ title, skillFolder }: Client, surroundings: Surroundings): string {
  if (skillFolder) return skillFolder(surroundings);
  throw new DelegateError(
    'input',
    `It is not known where ${title} looks for skills.`,
    'Leave --skill out, and copy the folder skill/deepseek yourself.',
  );
}

function binPath(): Promise<string> {
  return realpath(process.argv[1] ?? '');
}

/** Beside dist/, in a checkout as in the package. */
async function skillSource(): Promise<string> {
  return path.resolve(path.dirname(await binPath()), '..', 'skill', 'deepseek');
}
