import { access, unlink, type FileHandle } from 'node:fs/promises';
import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { Completion } from '../chat/completion.ts';
import { cancelPath, ownerPath } from './folder.ts';
import { openLog } from './log-reader.ts';
import { startLogWriter } from './log-writer.ts';
import { installOwner, removeOwner, startHeartbeat } from './owner.ts';
import { errorCode } from './run-error.ts';
import type { RunEnd } from './run.ts';

const CANCEL_POLL_MS = 150;

export interface RunWriter {
  readonly id: string;
  /** Queues an event: cheap, synchronous, in order, and never failing. It is on disk about 50 ms later. */
  append(event: ChatEvent): void;
  /** Why the log is behind what was appended; undefined while it is not. */
  readonly problem: () => Error | undefined;
  /** Notes the beginning of a further request for the same answer: events after it add to the same text. */
  noteContinuation(request: ChatRequest): void;
  /** Notes that the answer so far is another one than what was appended; events after it add to that. */
  replace(answer: Completion): void;
  /** Writes how the run ended, waits until all is on disk, and lets go of the run. It never fails: see `problem`. */
  end(result: RunEnd): Promise<void>;
  /** Fires once, when somebody asks to cancel, or when another process has taken the run over. */
  readonly cancelRequested: AbortSignal;
}

interface OpenRun {
  folder: string;
  id: string;
  /** The name of this writer, which the log already has. */
  writer: string;
  /** Open for appending; the writer closes it. */
  handle: FileHandle;
  /** Characters of text that the log already has. */
  characters: number;
}

export function startWriter({ folder, id, writer, handle, characters }: OpenRun): RunWriter {
  const log = startLogWriter(handle, writer);
  const cancel = new AbortController();
  let lost: Error | undefined;
  let ended: Promise<void> | undefined;

  const onOwnerMissing = async () => {
    const current = await currentWriter(folder, id);
    if (current === writer) return installOwner(folder, id, writer);
    lost = new Error(current ? `Another process took run ${id} over.` : `The log of run ${id} was removed.`);
    // Two processes must not pay for one answer; a log that is merely gone is no reason to stop.
    if (current) cancel.abort();
  };
  const heartbeat = startHeartbeat(ownerPath(folder, id, writer), onOwnerMissing);
  const lookForCancel = async () => {
    if (!(await exists(cancelPath(folder, id, writer)))) return;
    clearInterval(cancelTimer);
    cancel.abort();
  };
  const cancelTimer = setInterval(() => void lookForCancel(), CANCEL_POLL_MS).unref();

  const finish = async (result: RunEnd) => {
    clearInterval(cancelTimer);
    await heartbeat.stop();
    // It may have slept too long and been replaced since the last beat.
    if (!(await exists(ownerPath(folder, id, writer)))) await onOwnerMissing().catch(() => undefined);
    if (!lost) log.add({ writer, type: 'end', at: new Date().toISOString(), characters, end: result });
    await log.close();
    await removeOwner(folder, id, writer);
    await unlink(cancelPath(folder, id, writer)).catch(() => undefined);
  };

  return {
    id,
    append(event) {
      if (ended || lost) return;
      if (event.type === 'text-delta') characters += event.text.length;
      log.append(event);
    },
    problem: () => lost ?? log.problem(),
    noteContinuation({ messages: _messages, ...request }) {
      // The messages are those of the first request and the text so far, which the log has already.
      if (!ended && !lost) log.add({ writer, type: 'continuation', at: new Date().toISOString(), request });
    },
    replace(answer) {
      if (ended || lost) return;
      characters = answer.text.length;
      log.add({ writer, type: 'replace', at: new Date().toISOString(), answer });
    },
    end: (result) => (ended ??= finish(result)),
    cancelRequested: cancel.signal,
  };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** @returns Undefined where there is no log any more. */
async function currentWriter(folder: string, id: string): Promise<string | undefined> {
  const log = await openLog(folder, id, 'read').catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  try {
    await log?.readMore();
    return log?.replay.writer();
  } finally {
    await log?.handle.close();
  }
}
