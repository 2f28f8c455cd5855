import { DelegateError } from '../errors.ts';
import type { Environment } from '../config/config.ts';
import { BASE_URL, KEY, type Client } from './client.ts';
import { CLIENTS } from './clients.ts';
import { asObject, entryWords } from './entry-words.ts';
import { passedOnVariables } from './passed-on.ts';
import { readEntry } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** A client that has the server configured, or whose file cannot be read. */
export interface Configured {
  readonly title: string;
  readonly file: string;
  readonly scope: 'user' | 'project';
  /** Variables that the file itself sets, as they are in it. */
  readonly given: Readonly<Record<string, string>>;
  /** Whether the key is passed on by its name, and the address that it is for, which is set here, is not. */
  readonly losesAddress: boolean;
  readonly command: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Record<string, string>;
  };
}

/** The entries of all clients, of the user and of the project; files that cannot be read are reported to `onProblem`. */
export async function findConfigured(
  surroundings: Surroundings,
  onProblem: (client: Client, error: DelegateError) => void,
): Promise<Configured[]> {
  const found: Configured[] = [];
  for (const client of CLIENTS) {
    for (const scope of client.projectFile === undefined
      ? (['user'] as const)
      : (['user', 'project'] as const)) {
      try {
        const read = await readEntry(client, { scope, surroundings });
        const command = read && toCommand(read.entry, surroundings.environment);
        if (!read || !command) continue;
        found.push({
          title: client.title,
          file: read.file,
          scope,
          given: givenBy(read.entry),
          losesAddress: losesAddress(read.entry, surroundings.environment),
          command,
        });
      } catch (error) {
        if (!(error instanceof DelegateError)) throw error;
        onProblem(client, error);
      }
    }
  }
  return found;
}

/** What the client would start. Undefined for an entry that starts no program, such as that of a remote server. */
function toCommand(entry: unknown, environment: Environment): Configured['command'] | undefined {
  const [program, ...rest] = entryWords(entry);
  if (program === undefined) return undefined;
  const passedOn = [...namedBy(entry), ...passedOnVariables(environment)];
  return {
    command: program,
    args: rest,
    env: {
      ...present(
        [
          'PATH',
          'Path',
          'HOME',
          'USERPROFILE',
          'APPDATA',
          'LOCALAPPDATA',
          'SystemRoot',
          'TMPDIR',
          'TEMP',
          ...passedOn,
        ],
        environment,
      ),
      ...Object.fromEntries(
        Object.entries(givenBy(entry)).map(([name, value]) => [name, expand(value, environment)]),
      ),
    },
  };
}

/** Variables that a client passes on by their names, and no others. */
function namedBy(entry: unknown): string[] {
  const { env_vars, env_keys } = asObject(entry);
  return [env_vars, env_keys].flat().filter((name) => typeof name === 'string');
}

function losesAddress(entry: unknown, environment: Environment): boolean {
  const named = namedBy(entry);
  const isPassedOn = named.includes(BASE_URL) || BASE_URL in givenBy(entry);
  return named.includes(KEY) && !isPassedOn && Boolean(environment[BASE_URL]?.trim());
}

function givenBy(entry: unknown): Record<string, string> {
  const { env, environment, envs } = asObject(entry);
  const given = Object.entries({ ...asObject(env), ...asObject(environment), ...asObject(envs) });
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function present(names: readonly string[], environment: Environment): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** As the clients do: `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `{env:NAME}`. */
function expand(text: string, environment: Environment): string {
  return text.replace(
    /\$\{(?:env:)?(\w+)(?::-([^}]*))?\}|\{env:(\w+)\}/g,
    (whole, name: string | undefined, byDefault: string | undefined, opencodeName: string | undefined) =>
      environment[name ?? opencodeName ?? ''] ?? byDefault ?? whole,
  );
}
