import { checkNames, type CheckSettings } from '../../config/checks.ts';
import { findConfigured } from '../../install/configured.ts';
import type { Surroundings } from '../../install/surroundings.ts';
import { oneLine } from '../../text/clean.ts';
import { shorten } from '../../text/cut.ts';
import type { Check } from './check.ts';

const MAX_SHOWN = 200;
const VARIABLE = 'DEEPSEEK_CHECK_';

/** The commands that a call may have run, with where each of them comes from: this environment, or a client's file. */
export async function* listUserChecks(
  { commands }: CheckSettings,
  surroundings: Surroundings,
): AsyncGenerator<Check, void, void> {
  for (const [name, command] of commands) {
    yield { name: `check ${name}`, state: 'ok', finding: `${show(command)} (from this environment)` };
  }
  // Files that cannot be read are reported with the clients.
  const configured = await findConfigured(surroundings, () => undefined);
  const seen = new Set<string>();
  for (const { title, file, scope, given } of configured) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of checkNames(given)) {
      const finding = `${show(commandOf(name, given))} (from ${file}, for ${title})`;
      yield scope === 'project'
        ? { name: `check ${name}`, state: 'warning', finding, next: FROM_PROJECT }
        : { name: `check ${name}`, state: 'ok', finding };
    }
  }
}

const FROM_PROJECT =
  'Whoever writes to the project decides what this runs, with your rights. Keep it only if you trust them.';

function commandOf(name: string, given: Readonly<Record<string, string>>): string {
  const [, command = ''] =
    Object.entries(given).find(
      ([variable]) => variable.toLowerCase() === `${VARIABLE}${name}`.toLowerCase(),
    ) ?? [];
  return command;
}

/** A command may be a script of several lines. */
function show(command: string): string {
  return shorten(oneLine(command), MAX_SHOWN);
}
