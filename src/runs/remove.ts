import { rmSync } from 'node:fs';
import path from 'node:path';
import { stateFolderError } from '../state/state-error.ts';
import { readNames, runIdIn } from './files.ts';
import { isWriterLive } from './liveness.ts';
import { logPath, openLog } from './log/log.ts';
import { openRun } from './open-run.ts';
import { stillRunning } from './run-error.ts';
import { takeOver } from './take-over.ts';
import type { RunPlace } from './writer.ts';

/**
 * Removes all files of a run, whatever the state of its log.
 *
 * @throws {DelegateError} `input` when a live process writes it, or takes it over at this moment.
 */
export async function removeRun(place: RunPlace): Promise<void> {
  await removeLog(place);
  try {
    // What is beside a log: what was delivered, a long answer, owners of 0.1.0.
    for (const name of readNames(place.folder)) {
      if (runIdIn(name) === place.id) rmSync(path.join(place.folder, name), { force: true });
    }
  } catch (error) {
    throw stateFolderError(place.folder, 'written', error);
  }
}

/** The same without what is beside the log. */
export async function removeLog(place: RunPlace): Promise<void> {
  // Whoever wants to resume it from now on gets the error that somebody else has it.
  const isClaimed = await claim(place);
  // A damaged log cannot be taken over, nor one on a full disk; but then nobody else can resume it either.
  if (!isClaimed && (await isBeingWritten(place))) throw stillRunning(place.id);
  try {
    rmSync(logPath(place.folder, place.id), { force: true });
  } catch (error) {
    throw stateFolderError(place.folder, 'written', error);
  }
}

async function claim(place: RunPlace): Promise<boolean> {
  try {
    const run = await openRun(place);
    try {
      const { writer } = await takeOver(run);
      writer.abandon();
      return true;
    } finally {
      run.file.close();
    }
  } catch {
    return false;
  }
}

async function isBeingWritten(place: RunPlace): Promise<boolean> {
  const log = openLog(place.folder, place.id);
  try {
    await log?.readMore();
    return log !== undefined && !log.replay.end() && isWriterLive(place, log.replay.writer());
  } finally {
    log?.file.close();
  }
}
