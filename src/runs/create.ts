import { rm, type FileHandle } from 'node:fs/promises';
import { logPath, prepareFolder } from './folder.ts';
import { createLog } from './log-reader.ts';
import { createWriterName, installOwner, removeOwner } from './owner.ts';
import { formatRecord } from './record.ts';
import { errorCode, stateFolderError } from './run-error.ts';
import { createRunId } from './run-id.ts';
import type { RunStart } from './run.ts';
import { startWriter, type RunWriter } from './writer.ts';

/** @throws {DelegateError} `configuration` where the folder cannot be created or written. */
export async function createRun(folder: string, start: RunStart): Promise<RunWriter> {
  if (!prepared.has(folder)) await prepareFolder(folder);
  prepared.add(folder);
  try {
    return await tryToCreate(folder, start);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw stateFolderError(folder, 'written', error);
  }
  // Somebody has removed the folder while the process ran.
  await prepareFolder(folder);
  try {
    return await tryToCreate(folder, start);
  } catch (error) {
    throw stateFolderError(folder, 'written', error);
  }
}

/** Folders that this process has seen to once: it is done for each run. */
const prepared = new Set<string>();

async function tryToCreate(folder: string, start: RunStart): Promise<RunWriter> {
  const id = createRunId();
  const writer = createWriterName();
  let handle: FileHandle | undefined;
  try {
    // Both at once: who waits for them waits for the disk.
    const [owner, log] = await Promise.allSettled([installOwner(folder, id, writer), createLog(folder, id)]);
    if (log.status === 'fulfilled') handle = log.value;
    if (owner.status === 'rejected') throw owner.reason;
    if (log.status === 'rejected') throw log.reason;
    // The owner is there by now, as it has to be before the log names it.
    await log.value.write(formatHead(id, writer, start));
    return startWriter({ folder, id, writer, handle: log.value, characters: 0 });
  } catch (error) {
    await handle?.close().catch(() => undefined);
    if (handle) await rm(logPath(folder, id), { force: true }).catch(() => undefined);
    await removeOwner(folder, id, writer);
    throw error;
  }
}

function formatHead(
  id: string,
  writer: string,
  { model, protocol, title, request, followUp }: RunStart,
): string {
  const at = new Date().toISOString();
  return (
    formatRecord({ writer, type: 'start', id, at, model, protocol, title }) +
    formatRecord({ writer, type: 'request', request, followUp })
  );
}
