import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isId } from '../state/ids.ts';
import { statPlainFile } from '../state/plain-file.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { logName } from './log/log.ts';

/** A run's log, as the folder has it; nothing of it has been read. */
export interface RunFile {
  readonly folder: string;
  readonly id: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
}

/**
 * The logs in some folders, newest first; none where a folder does not exist yet.
 *
 * @param begun - What their ids begin with.
 * @throws {DelegateError} `configuration`
 */
export function findRunFiles(folders: readonly string[], begun = ''): RunFile[] {
  const found: RunFile[] = [];
  for (const folder of folders) {
    for (const name of readNames(folder)) {
      const id = runIdIn(name);
      if (id === undefined || name !== logName(id) || !id.startsWith(begun)) continue;
      const stats = statPlainFile(folder + path.sep + name);
      if (stats) found.push({ folder, id, bytes: stats.size, writtenAtMs: stats.mtimeMs });
    }
  }
  return found.toSorted((one, other) => other.writtenAtMs - one.writtenAtMs);
}

/** The id that the name of a run's file begins with: its log, or what is beside that. */
export function runIdIn(name: string): string | undefined {
  const id = name.slice(0, name.indexOf('.'));
  return isId('r', id) ? id : undefined;
}

/** @throws {DelegateError} `configuration` */
export function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFolderError(folder, 'read', error);
  }
}
