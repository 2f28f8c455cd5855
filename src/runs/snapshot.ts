import { isWriterLive } from './liveness.ts';
import type { OpenRun } from './open-run.ts';
import type { RunEnd, RunSnapshot, RunState } from './run.ts';

/** The state of the run, reading on where that decides. */
export async function readState(run: OpenRun): Promise<RunState> {
  const { replay, place } = run;
  for (;;) {
    if (replay.end()) return 'ended';
    if (isWriterLive(place, replay.writer())) return 'running';
    // The writer may have ended it, or another may have taken it over, after what was read.
    if (!(await run.readMore())) return 'orphaned';
  }
}

export function toSnapshot(run: OpenRun, state: RunState, end = run.replay.end()): RunSnapshot {
  const { head, replay, file } = run;
  const { mtime, size } = file.stat();
  const isDamaged = replay.unreadable() !== undefined;
  return {
    id: head.id,
    start: head.start,
    startedAt: head.startedAt,
    updatedAt: mtime.toISOString(),
    answer: replay.answer(),
    rounds: replay.rounds(),
    end: end && isDamaged ? asDamaged(end) : end,
    state,
    isDamaged,
    project: head.project,
    bytes: size,
  };
}

/** Whatever its writer saw: what can be read now is not all of it. */
function asDamaged({ receipt }: RunEnd): RunEnd {
  return {
    receipt: { ...receipt, status: 'incomplete', incomplete_reason: 'the log of the run is damaged' },
    errorKind: 'malformed',
    errorMessage: 'The log of the run is damaged: some of it is missing or cannot be read.',
  };
}
