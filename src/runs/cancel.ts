import { writeFile } from 'node:fs/promises';
import { cancelPath, listRunFiles } from './folder.ts';
import { checkRunExists } from './open-run.ts';
import { liveOwners } from './owner.ts';
import { stateFolderError } from './run-error.ts';

/** Leaves a note that the writer looks for. It is for that writer only: a later one goes on undisturbed. */
export async function requestCancel(folder: string, id: string): Promise<void> {
  await checkRunExists(folder, id);
  const names = (await listRunFiles(folder)).get(id) ?? [];
  for (const owner of await liveOwners(folder, names)) {
    const writer = owner.slice(id.length + 1, -'.owner'.length);
    try {
      await writeFile(cancelPath(folder, id, writer), '', { mode: 0o600 });
    } catch (error) {
      throw stateFolderError(folder, 'written', error);
    }
  }
}
