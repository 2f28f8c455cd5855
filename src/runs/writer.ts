import type { ChatEvent } from '../chat/event.ts';
import type { ChatRequest } from '../chat/request.ts';
import type { Completion } from '../chat/completion.ts';
import { becomeOwner, type Ownership } from '../state/owner.ts';
import type { AppendFile } from '../state/plain-file.ts';
import { errorCode } from '../state/state-error.ts';
import { openLog } from './log/log.ts';
import { startLogWriter, type LogWriter } from './log/log-writer.ts';
import type { RunEnd, RunRound } from './run.ts';

/** How often what could not be written of a run that has ended is tried again. */
const RETRY_MS = 2000;

export interface RunWriter {
  readonly id: string;
  /**
   * Queues an event: cheap, in order, and never failing. It is on disk about 50 ms later.
   *
   * @param onWritten - Called once it is, or cannot be: for whoever shows the text and must not be ahead of the disk.
   */
  append(event: ChatEvent, onWritten?: () => void): void;
  /** Writes all that was appended before it returns: for what is returned to a caller now. It never fails. */
  flush(): void;
  /** Why the log is behind what was appended; undefined while it is not. */
  readonly problem: () => Error | undefined;
  /** Records the beginning of a further request for the same answer: events after it add to the same text. */
  noteContinuation(request: ChatRequest): void;
  /** Records that the answer so far is another one than what was appended; events after it add to that. */
  replace(answer: Completion): void;
  /** Records a round of exploring; events after it are of the next answer. */
  addRound(round: RunRound): void;
  /** Writes how the run ended, and releases the run. It never fails: see `problem`. */
  end(result: RunEnd): Promise<void>;
  /** Releases the run without an end, for whoever took it over to remove it. */
  abandon(): void;
  /** Fires once, when somebody asks to cancel, or when another process has taken the run over. */
  readonly cancelRequested: AbortSignal;
}

export interface RunPlace {
  readonly stateDir: string;
  /** Where the log is. */
  readonly folder: string;
  readonly id: string;
}

/** A run that this process owns, before its log is open. */
export interface Claim {
  /** The name of the writer. */
  readonly name: string;
  readonly release: () => void;
  readonly start: (log: OpenLog) => RunWriter;
}

interface OpenLog {
  /** Closed by the writer. */
  readonly file: AppendFile;
  /** Bytes that the log has. */
  readonly size: number;
  /** Characters of text that it has. */
  readonly characters: number;
  readonly nextSeq: number;
}

/** Becomes the owner of a run, so that a record may name it as the writer. */
export function claimRun(place: RunPlace): Claim {
  const cancel = new AbortController();
  let onBeat: (() => void) | undefined;
  const owner = becomeOwner(place.stateDir, {
    onCancel: () => cancel.abort(),
    onBeat: () => onBeat?.(),
  });
  return {
    name: owner.name,
    release: owner.release,
    start({ characters, ...log }) {
      const parts = { place, owner, cancel, log: startLogWriter({ ...log, writer: owner.name }) };
      const { writer, check } = startWriter(parts, characters);
      onBeat = check;
      return writer;
    },
  };
}

interface WriterParts {
  readonly place: RunPlace;
  readonly owner: Ownership;
  readonly cancel: AbortController;
  readonly log: LogWriter;
}

function startWriter({ place: { folder, id }, owner, cancel, log }: WriterParts, characters: number) {
  let lost: Error | undefined;
  let ended: Promise<void> | undefined;

  /** Two processes must not pay for one answer; a log that is merely gone is no reason to stop. */
  const check = async () => {
    const change = lost ? undefined : log.change();
    if (change === 'removed') lost = new Error(`The log of run ${id} was removed.`);
    if (change !== 'grown' || (await currentWriter(folder, id)) === owner.name) return;
    lost = new Error(`Another process took run ${id} over.`);
    cancel.abort();
  };
  const checkQuietly = () => check().catch(() => undefined);
  const release = () => {
    if (!log.close() && !lost) setTimeout(release, RETRY_MS).unref();
    else owner.release();
  };
  const finish = async (end: RunEnd) => {
    // It may have slept too long and been replaced since the last beat.
    await checkQuietly();
    if (!lost) log.add({ kind: 'end', at: now(), characters, end });
    release();
  };

  const writer: RunWriter = {
    id,
    append(event, onWritten) {
      if (ended || lost) return onWritten?.();
      if (event.type === 'text-delta') characters += event.text.length;
      log.append(event, onWritten);
    },
    flush: () => log.flush(),
    problem: () => lost ?? log.problem(),
    noteContinuation({ messages: _messages, ...request }) {
      // The messages are those of the first request and the text so far, which the log has already.
      if (!ended && !lost) log.add({ kind: 'continuation', at: now(), request });
    },
    replace(answer) {
      if (ended || lost) return;
      characters = answer.text.length;
      log.add({ kind: 'replace', at: now(), answer });
    },
    addRound({ messages, usage, found }) {
      if (ended || lost) return;
      characters = 0;
      log.add({ kind: 'round', at: now(), messages: [...messages], usage, found });
    },
    end: (result) => (ended ??= finish(result)),
    abandon() {
      ended ??= Promise.resolve();
      release();
    },
    cancelRequested: cancel.signal,
  };
  return { writer, check: () => void checkQuietly() };
}

/** @returns Undefined where there is no log any more. */
async function currentWriter(folder: string, id: string): Promise<string | undefined> {
  try {
    const log = openLog(folder, id);
    try {
      await log?.readMore();
      return log?.replay.writer();
    } finally {
      log?.file.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function now(): string {
  return new Date().toISOString();
}
