import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isRunId } from './run-id.ts';
import { errorCode, stateFolderError } from './run-error.ts';

/** Where the runs of a state folder are. */
export function runFolder(stateDir: string): string {
  return path.join(stateDir, 'runs');
}

export function logPath(folder: string, id: string): string {
  return path.join(folder, `${id}.jsonl`);
}

/** Each writer has files of its own, so that none can remove or replace another's. */
export function ownerPath(folder: string, id: string, writer: string): string {
  return path.join(folder, `${id}.${writer}.owner`);
}

export function cancelPath(folder: string, id: string, writer: string): string {
  return path.join(folder, `${id}.${writer}.cancel`);
}

export function deliveredPath(folder: string, id: string): string {
  return path.join(folder, `${id}.delivered`);
}

/**
 * Makes sure that the folder is there, for this user alone. The state folder above it is left as it is if
 * it exists: a user may have named one that others need, such as a home folder.
 *
 * @throws {DelegateError} `configuration`
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = await stat(folder);
    if (uid === process.getuid?.() && (mode & 0o077) !== 0) await chmod(folder, 0o700);
  } catch (error) {
    throw stateFolderError(folder, 'written', error);
  }
}

/**
 * The names of all files by run; none where the folder does not exist yet.
 *
 * @throws {DelegateError} `configuration`
 */
export async function listRunFiles(folder: string): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  for (const name of await readNames(folder)) {
    const id = name.slice(0, name.indexOf('.'));
    if (!isRunId(id)) continue;
    const names = files.get(id);
    if (names) names.push(name);
    else files.set(id, [name]);
  }
  return files;
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFolderError(folder, 'read', error);
  }
}
