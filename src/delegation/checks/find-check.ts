import type { Settings } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { StoredEdits } from '../edits/stored.ts';

const MAX_SHOWN_NAME = 60;

/**
 * The command of a check, by the name that a call gives.
 *
 * @throws {DelegateError} `input` for an unknown one, with the names that there are.
 */
export function findCheck(name: string, { checks: { commands } }: Pick<Settings, 'checks'>): string {
  const command = commands.get(name);
  if (command !== undefined) return command;
  const names = [...commands.keys()].toSorted();
  throw new DelegateError(
    'input',
    `There is no check ${JSON.stringify(name.slice(0, MAX_SHOWN_NAME))}: ${names.length > 0 ? `the user has defined ${names.join(', ')}` : 'the user has defined none'}.`,
    names.length > 0
      ? 'Use one of these names, or omit `check`.'
      : 'Omit `check`, or ask the user to set one in the environment of this server, such as DEEPSEEK_CHECK_TEST="npm test", and to restart it.',
  );
}

/**
 * What a fan-out has to have checked as a whole must not be changed by one of its items.
 *
 * @throws {DelegateError} `input`
 */
export function refuseItemAlone({ check, changeId }: Pick<StoredEdits, 'check' | 'changeId'>): void {
  if (check === null || changeId === null) return;
  throw new DelegateError(
    'input',
    `This run is a part of run ${changeId}, whose files are kept only if the check "${check}" passes for all of them.`,
    { agent: `Resume that one: deepseek_stream {"run_id":"${changeId}"}.`, person: `Resume ${changeId}.` },
  );
}

/** @throws {DelegateError} `input` for a check without edits that it could try. */
export function refuseCheckWithoutEdits({ check, save_format, save_to }: ChatArguments): void {
  if (check === undefined) return;
  const isPatch = save_format === 'edits' && save_to !== undefined;
  if (save_format === 'edits' && !isPatch) return;
  throw new DelegateError(
    'input',
    isPatch
      ? `\`check\` is "${check}", but a patch was asked for (${JSON.stringify(save_to)}): a patch changes no files that could be checked.`
      : `\`check\` is "${check}", but save_format is not "edits": a check tries edits that were applied to files.`,
    isPatch
      ? 'Ask for the patch without `check`, or for the change itself.'
      : 'Set save_format to "edits", or omit `check`.',
  );
}
