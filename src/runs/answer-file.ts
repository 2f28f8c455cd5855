import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createId } from '../state/ids.ts';
import { openProjectFolders, type ProjectOptions } from '../state/project-folders.ts';

/**
 * Puts a whole answer into a file beside the run's log, so that it is removed when the run is.
 *
 * @param id - The run; null for one that is not kept.
 * @returns The file.
 * @throws Where it cannot be written.
 */
export function writeAnswerFile(
  stateDir: string,
  project: ProjectOptions,
  id: string | null,
  text: string,
): string {
  const folder = openProjectFolders(stateDir, 'runs', project).prepare();
  const file = path.join(folder, `${id ?? createId('r')}.answer.md`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
