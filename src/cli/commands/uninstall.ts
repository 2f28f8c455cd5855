import type { Client } from '../../install/client.ts';
import { planUninstall } from '../../install/plan.ts';
import { uninstallSkill } from '../../install/skill.ts';
import { readSurroundings, type Surroundings } from '../../install/surroundings.ts';
import {
  carryOut,
  findClient,
  listClients,
  skillSource,
  withChangeFlags,
  type ChangeFlags,
} from '../client-change.ts';
import type { AddCommand } from '../add-command.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

export const addUninstallCommand: AddCommand = (program, terminal, finish) => {
  withChangeFlags(program.command('uninstall'))
    .option('--force', 'remove also a server of that name that starts something else')
    .action(async (name: string | undefined, flags: ChangeFlags) => {
      if (name === undefined) return listClients(terminal);
      finish(await uninstall(findClient(name), flags, terminal));
    });
};

async function uninstall(client: Client, flags: ChangeFlags, terminal: Terminal): Promise<number> {
  const surroundings = readSurroundings(terminal.environment);
  const scope = flags.project ? 'project' : 'user';
  const plan = await planUninstall(client, { scope, surroundings, force: flags.force ?? false });
  const exitCode = await carryOut(plan, flags, terminal);
  if (exitCode === 0 && flags.skill) {
    writeLine(terminal.stderr, await removeSkill(client, surroundings, flags));
  }
  return exitCode;
}

async function removeSkill(
  { title, skillFolder }: Client,
  surroundings: Surroundings,
  { dryRun }: ChangeFlags,
): Promise<string> {
  if (!skillFolder) return `Skill not removed: no skills folder of ${title} is known.`;
  const folder = skillFolder(surroundings);
  if (dryRun) return `Skill: would be removed from ${folder}`;
  const removed = await uninstallSkill(await skillSource(), folder);
  return removed === undefined ? `Skill: there is none in ${folder}` : `Skill: removed ${removed}`;
}
