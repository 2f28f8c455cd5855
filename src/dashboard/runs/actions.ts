import { DelegateError } from '../../errors.ts';
import type { Config } from '../../config/config.ts';
import { undoRun as undoFiles } from '../../delegation/undo/undo.ts';
import type { RunStore } from '../../runs/store.ts';
import type { ActionResult } from '../views.ts';

/** The writer of a run notices within 200 ms; upstream is aborted within a second. */
const CANCEL_PATIENCE_MS = 5000;
/** How long an undo waits for another change of the same files. */
const UNDO_PATIENCE_MS = 20_000;

/** Asks the writer of a run to stop, whatever process it is, and waits until it has. */
export async function cancelRun(runs: RunStore, id: string, signal: AbortSignal): Promise<ActionResult> {
  using run = await runs.open(id);
  const before = await run.snapshot();
  if (before.state !== 'running') return { message: 'The run was not running any more.' };
  await run.requestCancel();
  const after = await run.follow({
    signal,
    waitMs: CANCEL_PATIENCE_MS,
    untilEnd: true,
    characters: 0,
  });
  return after.state === 'running'
    ? { message: 'The run has not stopped yet; its process will when it can.' }
    : { message: `Cancelled. ${after.answer.text.length} characters were kept.` };
}

/**
 * Puts back the files that a run changed, in the project that it belongs to.
 *
 * @throws {DelegateError} Where it changed none, they were changed since, or another change goes on.
 */
export async function undoRun(config: Config, runs: RunStore, id: string): Promise<ActionResult> {
  const { project } = await runs.read(id);
  const settings = { ...config.settings, roots: project ?? config.settings.roots };
  const signal = AbortSignal.timeout(UNDO_PATIENCE_MS);
  try {
    const { completion } = await undoFiles(id, { signal }, { runs, config: { ...config, settings } });
    return { message: completion.text };
  } catch (error) {
    if (!signal.aborted || error instanceof DelegateError) throw error;
    throw new DelegateError(
      'input',
      'Another run is changing files of this project, so nothing was undone.',
      'Try again once it has ended.',
      { cause: error },
    );
  }
}
