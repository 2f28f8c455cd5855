import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { abortable } from './abortable.ts';
import { isAlive, ownIdentity } from './process-identity.ts';

export interface LockOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, when somebody else has the lock. */
  readonly onWait?: (() => void) | undefined;
}

export interface ProcessLock {
  release(): void;
}

const POLL_MS = 40;
const HEARTBEAT_MS = 5_000;
/** For owners that cannot be asked, such as those on another machine: they show that they live. */
const MAX_SILENCE_MS = 60_000;

const holderSchema = z.object({
  /** Of this one acquisition, unlike any other. */
  nonce: z.uuid(),
  pid: z.int().positive(),
  host: z.string(),
  pidNamespace: z.string().nullable(),
  startTime: z.string().nullable(),
});

/** Who waits for a lock within this process: files would have to be asked again and again. */
const queues = new Map<string, Promise<void>>();

/**
 * Waits until this process alone has the lock: a file that is there while it is held. The lock of a process that was
 * killed is taken over.
 *
 * @param file - In a folder that exists, for this user alone.
 * @throws The signal's reason, or what the file system says.
 */
export async function acquireLock(file: string, options: LockOptions = {}): Promise<ProcessLock> {
  const before = queues.get(file);
  const turn = makeTurn();
  const queue = (before ?? Promise.resolve()).then(() => turn.ended);
  queues.set(file, queue);
  void queue.then(() => queues.get(file) === queue && queues.delete(file));
  let hasWaited = false;
  const onWait = () => {
    if (!hasWaited) options.onWait?.();
    hasWaited = true;
  };
  try {
    if (before) onWait();
    await abortable(before, options.signal);
    const free = await takeFile(file, { signal: options.signal, onWait });
    return {
      release() {
        try {
          free();
        } finally {
          turn.end();
        }
      },
    };
  } catch (error) {
    turn.end();
    throw error;
  }
}

function makeTurn(): { ended: Promise<void>; end: () => void } {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end: () => end?.() };
}

/** @returns Gives it back. */
async function takeFile(file: string, { signal, onWait }: LockOptions): Promise<() => void> {
  const nonce = randomUUID();
  const own = path.join(path.dirname(file), `.${nonce}.tmp`);
  try {
    writeFileSync(own, JSON.stringify({ nonce, ...ownIdentity() }), { flag: 'wx', mode: 0o600 });
    // A link appears with its content, and never in place of another file.
    for (; !linkNew(own, file); await sleep(POLL_MS, undefined, { signal })) {
      onWait?.();
      await breakStale(file);
    }
  } finally {
    rmSync(own, { force: true });
  }
  const beat = setInterval(
    () => void utimes(file, new Date(), new Date()).catch(() => undefined),
    HEARTBEAT_MS,
  );
  beat.unref();
  return () => {
    clearInterval(beat);
    if (readHolder(file)?.nonce === nonce) rmSync(file, { force: true });
  };
}

function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead process. Of several who find it dead, only the one that has the lock for this removal
 * may remove it: the others could come so late that they remove a live lock. That lock may have to be broken, too.
 */
async function breakStale(file: string): Promise<void> {
  const holder = readHolder(file);
  if (!holder || !isDead(file, holder)) return;
  const free = await takeFile(`${file}.${holder.nonce.slice(0, 8)}`, {});
  try {
    if (readHolder(file)?.nonce === holder.nonce) unlinkSync(file);
  } finally {
    free();
  }
}

type Holder = z.infer<typeof holderSchema>;

/** Undefined where there is none any more. What cannot be understood is held by somebody who cannot be asked. */
function readHolder(file: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return holderSchema.safeParse(parseJson(text)).data ?? UNKNOWN;
}

/** No such host: whether it lives, only its silence tells. */
const UNKNOWN: Holder = {
  nonce: '00000000-0000-4000-8000-000000000000',
  pid: 1,
  host: '',
  pidNamespace: null,
  startTime: null,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDead(file: string, holder: Holder): boolean {
  const lives = isAlive(holder);
  if (lives !== undefined) return !lives;
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > MAX_SILENCE_MS;
}
