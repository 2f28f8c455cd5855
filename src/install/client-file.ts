import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import type { Client } from './client.ts';
import type { Surroundings } from './surroundings.ts';

export interface Place {
  readonly scope: 'user' | 'project';
  readonly surroundings: Surroundings;
}

export interface ClientFile {
  /** The file itself, where its name is a link. */
  readonly file: string;
  readonly isLink: boolean;
  /** Undefined where there is no file. */
  readonly text: string | undefined;
}

/** @throws {DelegateError} `input` where the client has no such file, or it cannot be read. */
export async function readClientFile(client: Client, place: Place): Promise<ClientFile> {
  const named = pathOf(client, place);
  const found = await lstat(named).catch(() => undefined);
  const file = await realpath(named).catch(() => named);
  return { file, isLink: found?.isSymbolicLink() ?? false, text: await readIfThere(file) };
}

function pathOf({ title, userFile, projectFile }: Client, { scope, surroundings }: Place): string {
  if (scope === 'user') return userFile(surroundings);
  if (projectFile !== undefined) return path.join(surroundings.workingFolder, projectFile);
  throw new DelegateError(
    'input',
    `${title} reads no configuration from a project.`,
    'Omit --project to change the user configuration.',
  );
}

/** @throws {DelegateError} `input` for a file that cannot be read, or that would be changed by being written again. */
export async function readIfThere(file: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DelegateError('input', `${file} cannot be read (${code}).`, 'Correct that and try again.', {
      cause: error,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new DelegateError('input', `${file} is not UTF-8.`, 'Save it as UTF-8 and try again.', {
      cause: error,
    });
  }
}
