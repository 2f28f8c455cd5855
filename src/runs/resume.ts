import type { RunSnapshot } from './run.ts';
import { toSnapshot } from './snapshot.ts';
import { takeOver } from './take-over.ts';
import { startWriter, type RunWriter } from './writer.ts';

/** @throws {DelegateError} `input` when a live process writes the run. */
export async function resumeRun(
  folder: string,
  id: string,
): Promise<{ snapshot: RunSnapshot; writer: RunWriter }> {
  const { run, writer } = await takeOver(folder, id);
  const { handle, replay } = run;
  const end = replay.endBefore();
  const snapshot = { ...(await toSnapshot(run, end ? 'ended' : 'orphaned')), end };
  return { snapshot, writer: startWriter({ folder, id, writer, handle, characters: replay.characters() }) };
}
