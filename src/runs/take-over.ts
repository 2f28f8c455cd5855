import { DelegateError } from '../errors.ts';
import { appendWhole, openForAppend, type AppendFile } from '../state/plain-file.ts';
import { errorCode, stateFolderError } from '../state/state-error.ts';
import { isWriterSurelyLive } from './liveness.ts';
import { logPath } from './log/log.ts';
import type { OpenRun } from './open-run.ts';
import { runRecords } from './log/record.ts';
import { damagedRun, stillRunning, unknownRun } from './run-error.ts';
import type { RunSnapshot } from './run.ts';
import { toSnapshot } from './snapshot.ts';
import { claimRun, type RunWriter } from './writer.ts';

/** A run that this process has become the writer of. */
export interface TakenOver {
  /** As it was before: with its end, if it had one. */
  readonly snapshot: RunSnapshot;
  readonly writer: RunWriter;
}

/**
 * Becomes the writer of a run that nobody writes. The log itself decides between several that try: the first
 * takeover that names the writer before it is the valid one, whatever happens to files of owners meanwhile.
 *
 * @throws {DelegateError} `input` when a live process writes it or was faster, or its log is damaged.
 */
export async function takeOver(run: OpenRun): Promise<TakenOver> {
  const { place, replay } = run;
  const { id } = place;
  const before = replay.writer();
  await run.readMore();
  if (replay.unreadable()) throw damagedRun(id);
  if (!replay.end() && (await isWriterSurelyLive(place, before))) throw stillRunning(id);
  let file: AppendFile | undefined;
  const claim = claimRun(place);
  try {
    file = openForAppend(logPath(place.folder, id));
    announce(file, { writer: claim.name, after: before, seq: replay.nextSeq() });
    await run.readMore();
    if (replay.writer() !== claim.name) throw stillRunning(id);
    const end = replay.endBefore();
    const snapshot = toSnapshot(run, end ? 'ended' : 'orphaned', end);
    const { bytes: size } = snapshot;
    const log = { file, size, characters: replay.characters(), nextSeq: replay.nextSeq() };
    return { snapshot, writer: claim.start(log) };
  } catch (error) {
    claim.release();
    file?.close();
    if (error instanceof DelegateError) throw error;
    if (errorCode(error) === 'ENOENT') throw unknownRun(id, [], error);
    throw stateFolderError(place.folder, 'written', error);
  }
}

interface Takeover {
  readonly writer: string;
  readonly after: string;
  readonly seq: number;
}

function announce(file: AppendFile, takeover: Takeover): void {
  const record = runRecords.format({ kind: 'takeover', ...takeover, at: new Date().toISOString() });
  // The last line may have been cut off by a crash.
  appendWhole(file, `\n${record}`);
}
