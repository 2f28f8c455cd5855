import { ownerPath } from './folder.ts';
import type { OpenRun } from './open-run.ts';
import { isOwnerLive } from './owner.ts';
import type { RunSnapshot, RunState } from './run.ts';

/** The state of the run, reading on where that decides. */
export async function readState(folder: string, run: OpenRun): Promise<RunState> {
  const { replay, head } = run;
  for (;;) {
    if (replay.end()) return 'ended';
    if (await isOwnerLive(ownerPath(folder, head.id, replay.writer()))) return 'running';
    // The writer may have ended it, or another may have taken it over, after what was read.
    if (!(await run.readMore())) return 'orphaned';
  }
}

export async function toSnapshot({ head, replay, handle }: OpenRun, state: RunState): Promise<RunSnapshot> {
  const { mtime, size } = await handle.stat();
  return {
    id: head.id,
    start: head.start,
    startedAt: head.startedAt,
    updatedAt: mtime.toISOString(),
    answer: replay.answer(),
    end: replay.end(),
    state,
    bytes: size,
  };
}
