import { rmSync } from 'node:fs';
import { DelegateError } from '../errors.ts';
import { createId } from '../state/ids.ts';
import { appendWhole, createForAppend, type AppendFile } from '../state/plain-file.ts';
import type { ProjectFolders } from '../state/project-folders.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { logPath } from './log/log.ts';
import { runRecords } from './log/record.ts';
import type { RunStart } from './run.ts';
import { claimRun, type RunWriter } from './writer.ts';

/** @throws {DelegateError} `configuration` where the folder cannot be created or written. */
export function createRun(stateDir: string, folders: ProjectFolders, start: RunStart): RunWriter {
  const folder = folders.own();
  try {
    if (!prepared.has(folder)) folders.prepare();
    prepared.add(folder);
    try {
      return tryToCreate({ stateDir, folder, project: folders.project() }, start);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      // Somebody has removed the folder while the process ran.
      folders.prepare();
      return tryToCreate({ stateDir, folder, project: folders.project() }, start);
    }
  } catch (error) {
    throw error instanceof DelegateError ? error : stateFolderError(stateDir, 'written', error);
  }
}

/** Folders that this process has prepared: once is enough. */
const prepared = new Set<string>();

interface Place {
  readonly stateDir: string;
  readonly folder: string;
  readonly project: readonly string[];
}

function tryToCreate({ stateDir, folder, project }: Place, start: RunStart): RunWriter {
  const id = createId('r');
  const claim = claimRun({ stateDir, folder, id });
  let file: AppendFile | undefined;
  try {
    file = createForAppend(logPath(folder, id));
    const head = formatHead(claim.name, id, project, start);
    appendWhole(file, head);
    return claim.start({ file, size: Buffer.byteLength(head), characters: 0, nextSeq: 2 });
  } catch (error) {
    if (file) {
      file.close();
      rmSync(logPath(folder, id), { force: true });
    }
    claim.release();
    throw error;
  }
}

function formatHead(writer: string, id: string, project: readonly string[], start: RunStart): string {
  const { model, protocol, title, request, destination, isDetached } = start;
  const at = new Date().toISOString();
  return (
    runRecords.format({
      kind: 'start',
      writer,
      seq: 0,
      id,
      at,
      model,
      protocol,
      title,
      project: [...project],
      isDetached,
    }) + runRecords.format({ kind: 'request', writer, seq: 1, request, destination })
  );
}
