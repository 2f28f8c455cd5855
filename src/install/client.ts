import path from 'node:path';
import { applicationFolder, type Surroundings } from './surroundings.ts';

/** How the server is started. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  /** The key, if it is to be written into the file; undefined to refer to it. */
  readonly key: string | undefined;
  /** Where the key is for, if that is not RunAPI's own address: without it, the key would go there. */
  readonly baseUrl: string | undefined;
  /** Names of the set variables that the server needs as well, for a client that passes on only some. */
  readonly passedOn: readonly string[];
  /** Those of them, with their values, that may be written into the user's file: none is a secret. */
  readonly passedOnValues: Readonly<Record<string, string>>;
}

/** One client: where it reads its servers from, and how it wants them to be written. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly format: 'json' | 'toml' | 'yaml';
  readonly userFile: (surroundings: Surroundings) => string;
  /** Relative to the project, where the client has such a file. */
  readonly projectFile?: string;
  /** The path of keys under which the client's servers are. */
  readonly section: readonly string[];
  readonly toEntry: (server: ServerEntry) => Record<string, unknown>;
  /** An object that the entry refers to, in a list of the same file, where objects are identified by `id`. */
  readonly companion?: {
    readonly section: string;
    readonly value: { readonly id: string } & Record<string, unknown>;
  };
  /** How the key gets to the server if it is not written; for people. */
  readonly keyHint: string;
  /** Where the client looks for skills. */
  readonly skillFolder?: (surroundings: Surroundings) => string;
}

export const KEY = 'RUNAPI_API_KEY';
/** Whose key it is: where one of the two goes, the other has to. */
export const BASE_URL = 'RUNAPI_BASE_URL';
export const KEY_FROM_SHELL = `The client takes ${KEY} from the environment in which it is started.`;
export const KEY_FROM_FILE = `The client cannot refer to a variable, so the server reads the key from the file that "runapi login" writes, or from ${KEY} where the client passes it on. --write-key writes it into the client's file.`;

interface PlainEntryOptions {
  /** How the client refers to a variable; undefined for one that cannot. */
  readonly reference?: (name: string) => string;
  /** Whether a server gets HOME, PATH and the like and what the entry has, as with the MCP SDK's own default. */
  readonly cutsEnvironment?: boolean;
}

/** The shape that most clients share. */
export function plainEntry({
  reference,
  cutsEnvironment = false,
}: PlainEntryOptions = {}): Client['toEntry'] {
  return (server) => ({
    command: server.command,
    args: server.args,
    ...inField('env', {
      ...valuesOf(server, reference?.(KEY)),
      ...(cutsEnvironment && server.passedOnValues),
    }),
  });
}

/** The variables that are written with their values, or with a reference to the key. */
export function valuesOf({ key, baseUrl }: ServerEntry, reference?: string): Record<string, string> {
  const value = key ?? reference;
  return {
    ...(value !== undefined && { [KEY]: value }),
    ...(baseUrl !== undefined && { [BASE_URL]: baseUrl }),
  };
}

/** No field at all where there is nothing to put into it. */
export function inField(field: string, values: Record<string, string>): Record<string, unknown> {
  return Object.keys(values).length > 0 ? { [field]: values } : {};
}

export function inHome(...parts: string[]): Client['userFile'] {
  return ({ home }) => path.join(home, ...parts);
}

export function inVsCode(...parts: string[]): Client['userFile'] {
  return (surroundings) => path.join(applicationFolder(surroundings), 'Code', 'User', ...parts);
}

/** The folder that several clients look for skills in. */
export const sharedSkills = inHome('.agents', 'skills');
