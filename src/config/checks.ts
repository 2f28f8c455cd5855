import { DelegateError } from '../errors.ts';
import { readVariable, type Environment } from './values.ts';

/** Commands of the user that try a change before it is kept. */
export interface CheckSettings {
  /** Command lines, by the names that a call gives. */
  readonly commands: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  /** What a check may see of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values of the variables that it may not see; they are removed from its output as well. */
  readonly hidden: readonly string[];
}

const PREFIX = 'DEEPSEEK_CHECK_';
/** Not a check: names of variables. */
const VISIBLE = 'DEEPSEEK_CHECK_ENV';
/** Keys of this program, which no check may see. */
const OWN_KEY = /^(?:RUNAPI|DEEPSEEK)_/;
const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASSWORD)$/i;
/** Nobody expanded it. A command line may refer to variables, but is more than one reference. */
const PLACEHOLDER = /^(?:\$\{[^}]*\}|\{env:[^}]*\}|%\w+%|<[^<>]*>|YOUR[_-].*)$/i;
/** A shorter value is a word that any output may have. */
const MIN_HIDDEN = 8;

/** Names that a call may give as its `check`. What cannot be one is left to `readChecks`. */
export function checkNames(environment: Environment): string[] {
  return variablesOf(environment)
    .map(nameOf)
    .filter((name) => /^\w+$/.test(name))
    .toSorted();
}

/** @throws {DelegateError} `configuration` naming the variable and what is wrong with it. */
export function readChecks(environment: Environment, timeoutMs: number): CheckSettings {
  const commands = new Map<string, string>();
  for (const variable of variablesOf(environment)) {
    const name = nameOf(variable);
    const command = environment[variable]?.trim() ?? '';
    if (!/^\w+$/.test(name)) throw unusable(variable, 'is not the name of a check', RENAME);
    if (commands.has(name)) throw unusable(variable, `defines the check "${name}" a second time`, RENAME);
    if (PLACEHOLDER.test(command)) throw unusable(variable, 'is still a placeholder', FILL_IN);
    if (command.includes('\0')) throw unusable(variable, 'has a NUL character', FILL_IN);
    commands.set(name, command);
  }
  return { commands, timeoutMs, ...cutEnvironment(environment) };
}

function variablesOf(environment: Environment): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && name !== VISIBLE && environment[name]?.trim(),
  );
}

function nameOf(variable: string): string {
  return variable.slice(PREFIX.length).toLowerCase();
}

/** Variables that a check may see although their names are those of secrets. What is no name is omitted. */
export function visibleNames(environment: Environment): string[] {
  return entriesOf(environment).filter((name) => NAME.test(name) && !OWN_KEY.test(name));
}

const NAME = /^[A-Za-z_]\w*$/;

function entriesOf(environment: Environment): string[] {
  const entries = (readVariable(environment, VISIBLE) ?? '').split(',').map((name) => name.trim());
  return entries.filter(Boolean);
}

function refuseStrays(environment: Environment): void {
  const stray = entriesOf(environment).find((name) => !NAME.test(name));
  if (stray === undefined) return;
  throw unusable(
    VISIBLE,
    `has the entry "${stray.slice(0, 60)}", which is no name of a variable`,
    'Ask the user to list names with commas, such as NPM_TOKEN,CI_TOKEN, and to restart the server.',
  );
}

function cutEnvironment(given: Environment): Pick<CheckSettings, 'environment' | 'hidden'> {
  refuseStrays(given);
  const visible = new Set(visibleNames(given));
  const environment: Record<string, string> = {};
  const hidden: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!SECRET_NAME.test(name) || visible.has(name)) environment[name] = value;
    else if (value.trim().length >= MIN_HIDDEN) hidden.push(value.trim());
  }
  return { environment, hidden };
}

const RENAME =
  'Ask the user to name it DEEPSEEK_CHECK_ and letters, digits or _, such as DEEPSEEK_CHECK_TEST, and to restart the server.';
const FILL_IN =
  'Ask the user to set it to a command line, such as "npm test", or unset it, and to restart the server.';

function unusable(variable: string, problem: string, next: string): DelegateError {
  return new DelegateError('configuration', `${variable.slice(0, 80)} ${problem}.`, next);
}
