import { homedir } from 'node:os';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import type { Environment } from './values.ts';

/**
 * The home folder of the user.
 *
 * @param lookUp - Asks the system; it fails for a user whom the password database does not know.
 * @throws {DelegateError} `configuration` where there is none.
 */
export function homeFolder(environment: Environment, lookUp: () => string = homedir): string {
  const home = environment['HOME'];
  if (home) return home;
  try {
    return lookUp();
  } catch (error) {
    throw new DelegateError(
      'configuration',
      'The home folder is unknown: HOME is not set, and the system has no entry for this user.',
      'Ask the user to set HOME, or both DEEPSEEK_STATE_DIR and RUNAPI_API_KEY, and to restart the server.',
      { cause: error },
    );
  }
}

/** @throws {DelegateError} `configuration` where it was removed after the process, or its shell, had started there. */
export function workingFolder(lookUp: () => string = () => process.cwd()): string {
  try {
    return lookUp();
  } catch (error) {
    throw new DelegateError(
      'configuration',
      'The working folder no longer exists.',
      {
        agent:
          'Ask the user to restart the server in a folder that exists, or with absolute paths in DEEPSEEK_ROOTS and DEEPSEEK_STATE_DIR.',
        person: 'Change to a folder that exists, and try again.',
      },
      { cause: error },
    );
  }
}

/** A path with a leading `~` as the shell would expand it; a client's configuration has no shell. */
export function expandHome(file: string, environment: Environment): string {
  return /^~(?=$|[\\/])/.test(file) ? path.join(homeFolder(environment), file.slice(1)) : file;
}
