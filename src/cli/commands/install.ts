import { readBaseUrl } from '../../config/base-url.ts';
import { RUNAPI_ROOT } from '../../config/connection.ts';
import { readVariable } from '../../config/values.ts';
import { DelegateError } from '../../errors.ts';
import { KEY, type Client, type ServerEntry } from '../../install/client.ts';
import { passedOnValues, passedOnVariables } from '../../install/passed-on.ts';
import { planInstall } from '../../install/plan.ts';
import { serverEntry } from '../../install/server-entry.ts';
import { installSkill } from '../../install/skill.ts';
import { readSurroundings, type Surroundings } from '../../install/surroundings.ts';
import {
  binPath,
  carryOut,
  findClient,
  listClients,
  skillSource,
  withChangeFlags,
  type ChangeFlags,
} from '../client-change.ts';
import { commandName } from '../../command-name.ts';
import type { AddCommand } from '../add-command.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface InstallFlags extends ChangeFlags {
  writeKey?: boolean;
}

export const addInstallCommand: AddCommand = (program, terminal, finish) => {
  withChangeFlags(program.command('install'))
    .option('--write-key', `store the value of ${KEY} in the user's file, not a reference to it`)
    .option('--force', 'replace a server of that name that starts something else, or another skill')
    .action(async (name: string | undefined, flags: InstallFlags) => {
      if (name === undefined) return listClients(terminal);
      finish(await install(findClient(name), flags, terminal));
    });
};

async function install(client: Client, flags: InstallFlags, terminal: Terminal): Promise<number> {
  const surroundings = readSurroundings(terminal.environment);
  const server = serverEntry(await binPath(), valuesToWrite(flags, terminal));
  const scope = flags.project ? 'project' : 'user';
  const plan = await planInstall(client, server, { scope, surroundings, force: flags.force ?? false });
  const exitCode = await carryOut(plan, flags, terminal);
  if (exitCode !== 0) return exitCode;
  const { stderr } = terminal;
  if (!flags.dryRun) {
    const keyHint = flags.writeKey ? `The key is now stored in ${plan.file} in plain text.` : client.keyHint;
    writeLine(stderr, keyHint);
    writeLine(stderr, `Restart ${client.title}, then run "${commandName()} doctor".`);
  }
  if (flags.skill) writeLine(stderr, await addSkill(client, surroundings, flags));
  return 0;
}

async function addSkill(
  { title, skillFolder }: Client,
  surroundings: Surroundings,
  { dryRun, force }: InstallFlags,
): Promise<string> {
  const source = await skillSource();
  if (!skillFolder)
    return `Skill not installed: no skills folder of ${title} is known. To add it yourself, copy ${source}`;
  const folder = skillFolder(surroundings);
  return dryRun
    ? `Skill: would be copied into ${folder}`
    : `Skill: ${await installSkill(source, folder, { force: force ?? false })}`;
}

function valuesToWrite(
  { writeKey, project }: InstallFlags,
  { environment }: Terminal,
): Pick<ServerEntry, 'key' | 'baseUrl' | 'passedOn' | 'passedOnValues'> {
  if (writeKey && project) {
    throw new DelegateError(
      'input',
      '--write-key does not go with --project: a file of a project is shared, and the key would be with it.',
      'Omit one of them.',
    );
  }
  return {
    key: writeKey ? readKey(environment) : undefined,
    baseUrl: readOwnBaseUrl(environment),
    passedOn: passedOnVariables(environment),
    // A file of the project is for other machines, too.
    passedOnValues: project ? {} : passedOnValues(environment),
  };
}

/** The address that the key is for; undefined for RunAPI's own, which needs no mention. */
function readOwnBaseUrl(environment: Terminal['environment']): string | undefined {
  const given = readVariable(environment, 'RUNAPI_BASE_URL');
  // Without a key beside it, the server does not go by it either.
  if (given === undefined || !environment[KEY]?.trim()) return undefined;
  const baseUrl = readBaseUrl('RUNAPI_BASE_URL', given);
  return baseUrl === RUNAPI_ROOT ? undefined : baseUrl;
}

function readKey(environment: Terminal['environment']): string {
  const key = readVariable(environment, KEY);
  if (key !== undefined) return key;
  throw new DelegateError(
    'input',
    `${KEY} is not set, so there is no key to write.`,
    'Set it, or omit --write-key.',
  );
}
