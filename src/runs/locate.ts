import path from 'node:path';
import { isId } from '../state/ids.ts';
import type { ProjectFolders } from '../state/project-folders.ts';
import { findRunFiles } from './files.ts';
import { logName, openLog } from './log/log.ts';
import { foreignRun, malformedRunId, unknownRun } from './run-error.ts';
import type { RunPlace } from './writer.ts';

const SUGGESTED_IDS = 3;

/**
 * Where a run is that exists and may be used.
 *
 * @throws {DelegateError} `input` for an id that is malformed or unknown, or a run of another project.
 */
export async function locateRun(stateDir: string, folders: ProjectFolders, id: string): Promise<RunPlace> {
  if (!isId('r', id)) throw malformedRunId(id, recentIds(folders));
  const located = folders.locate(logName(id));
  if (!located) throw unknownRun(id, recentIds(folders));
  const { folder, isForeign } = located;
  if (isForeign) throw foreignRun(id, await readProject(folder, id), recentIds(folders));
  return { stateDir, folder, id };
}

function recentIds(folders: ProjectFolders): string[] {
  try {
    return findRunFiles(folders.listed())
      .slice(0, SUGGESTED_IDS)
      .map(({ id }) => id);
  } catch {
    return [];
  }
}

async function readProject(folder: string, id: string): Promise<readonly string[]> {
  const log = openLog(folder, id);
  try {
    await log?.readMore();
    return log?.replay.head()?.project ?? [path.basename(folder)];
  } finally {
    log?.file.close();
  }
}
