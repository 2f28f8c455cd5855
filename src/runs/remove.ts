import { rm } from 'node:fs/promises';
import path from 'node:path';
import { listRunFiles, logPath } from './folder.ts';
import { liveOwners } from './owner.ts';
import { stateFolderError, stillRunning } from './run-error.ts';
import { takeOver } from './take-over.ts';

/**
 * Removes all files of a run.
 *
 * @throws {DelegateError} `input` when a live process writes it, or takes it over at this moment.
 */
export async function removeRun(folder: string, id: string): Promise<void> {
  // Whoever wants to go on with it from now on is told that somebody else has it.
  const claim = await takeOver(folder, id).catch(() => undefined);
  // A damaged log cannot be taken over, nor one on a full disk; but then nobody else can go on with it either.
  if (!claim) await refuseIfLive(folder, id);
  await claim?.run.handle.close();
  try {
    await rm(logPath(folder, id), { force: true });
    const rest = (await listRunFiles(folder)).get(id) ?? [];
    await Promise.all(rest.map((name) => rm(path.join(folder, name), { force: true })));
  } catch (error) {
    throw stateFolderError(folder, 'written', error);
  }
}

async function refuseIfLive(folder: string, id: string): Promise<void> {
  const names = (await listRunFiles(folder)).get(id) ?? [];
  if ((await liveOwners(folder, names)).length > 0) throw stillRunning(id);
}
