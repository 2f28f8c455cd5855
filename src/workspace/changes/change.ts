import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { ownIdentity } from '../../state/process-identity.ts';
import { acquireLock, type LockOptions, type ProcessLock } from '../../state/process-lock.ts';
import { isInside } from '../inside.ts';
import { netFiles } from './change-state.ts';
import { hashOf, readCurrent } from './current-file.ts';
import { changeFolder, openJournal, prepareFolder, type Journal } from './journal.ts';
import type { FileRecord } from './journal-record.ts';
import { restoreFiles, type Restored } from './restore.ts';
import { writeRound, type FileWrite } from './write-round.ts';

export interface ChangeOptions extends LockOptions {
  readonly stateDir: string;
  readonly roots: readonly string[];
  /** Of the run. All that one run changes is one change, and is taken back together. */
  readonly id: string;
}

interface ChangedFile {
  /** As it is shown. */
  readonly path: string;
  readonly action: 'created' | 'changed' | 'deleted';
  /** Of what is there now, in hexadecimal; null for a deleted file. */
  readonly sha256: string | null;
}

/** What one run changes. */
export interface Change extends AsyncDisposable {
  /**
   * Writes files, all or none of these. A change that is not tentative has the lock of its roots only meanwhile.
   *
   * @throws {FilesChanged} where one is not as expected. @throws What the file system says. Nothing is written then.
   */
  write(files: readonly FileWrite[], options?: LockOptions): Promise<void>;
  /** All that was written so far. */
  files(): readonly ChangedFile[];
  /** Takes what the files are now for what was written, such as after a formatter. */
  retake(): Promise<void>;
  /** Makes a tentative change count. */
  keep(): Promise<void>;
  /** Puts back what was there before the change, and leaves what somebody else has changed since. */
  takeBack(options?: LockOptions): Promise<Restored>;
}

interface OpenOptions extends ChangeOptions {
  /**
   * What is written counts only once it is kept: if the process is killed before, the next start takes it back. Nobody
   * else changes files in these roots until the change is disposed of.
   */
  readonly isTentative?: boolean;
}

/** @throws The signal's reason; {DelegateError} `configuration` for a journal that cannot be read. */
export async function openChange(options: OpenOptions): Promise<Change> {
  const { stateDir, id, isTentative = false } = options;
  const folder = changeFolder(stateDir, id);
  prepareFolder(stateDir, 'open');
  prepareFolder(stateDir, id);
  const roots = await realRoots(options.roots);
  const own = isTentative ? await lockRoots(stateDir, roots, options) : undefined;
  try {
    const journal = await openJournal(folder);
    const owner = await ownIdentity();
    if (isTentative) await journal.setOpen(true);
    await journal.append(
      { kind: 'opened', roots, owner, tentative: isTentative },
      { isDurable: isTentative },
    );
    const locked = async <Result>(action: () => Promise<Result>, wait: LockOptions): Promise<Result> => {
      const lock = own ? undefined : await lockRoots(stateDir, roots, wait);
      try {
        await journal.refresh();
        return await action();
      } finally {
        await lock?.release();
      }
    };
    return {
      ...toChange(journal, { rootOf: finderOf(roots), isTentative, locked }),
      [Symbol.asyncDispose]: async () => own?.release(),
    };
  } catch (error) {
    await own?.release();
    throw error;
  }
}

interface ChangeContext {
  readonly rootOf: (folder: string) => string;
  readonly isTentative: boolean;
  readonly locked: <Result>(action: () => Promise<Result>, wait: LockOptions) => Promise<Result>;
}

function toChange(
  journal: Journal,
  { rootOf, isTentative, locked }: ChangeContext,
): Omit<Change, typeof Symbol.asyncDispose> {
  return {
    write: (files, wait = {}) =>
      locked(async () => {
        await journal.setOpen(true);
        try {
          await writeRound(journal, files, rootOf);
        } finally {
          const isFinished = journal.state()?.rounds.every(({ isWritten }) => isWritten) ?? true;
          if (isFinished && !isTentative) await journal.setOpen(false);
        }
      }, wait),
    files: () => writtenFiles(journal).map(describe),
    async retake() {
      const files = [];
      for (const file of writtenFiles(journal)) {
        const hash = hashOf(await readCurrent(file, rootOf(file.folder)));
        // What is no plain file any more is nothing that the change could have written.
        if (hash !== undefined) files.push({ folder: file.folder, name: file.name, sha256: hash });
      }
      await journal.append({ kind: 'retaken', files });
    },
    async keep() {
      await journal.append({ kind: 'kept' });
      await journal.setOpen(false);
    },
    takeBack: (wait = {}) => locked(() => takeBack(journal, rootOf), wait),
  };
}

/** Puts back the whole change. It is finished by the next start if the process is killed. */
export async function takeBack(journal: Journal, rootOf: (folder: string) => string): Promise<Restored> {
  await rollBackUnfinished(journal, rootOf);
  const rounds = journal.state()?.rounds.map(({ record }) => record) ?? [];
  await journal.setOpen(true);
  await journal.append({ kind: 'undoing', owner: await ownIdentity() });
  const folders = rounds.flatMap((round) => round.folders);
  const restored = await restoreFiles(journal.folder, { files: netFiles(rounds), folders }, rootOf);
  await journal.append({ kind: 'undone' });
  await journal.setOpen(false);
  return restored;
}

/** Puts back what rounds have written that were not finished. */
export async function rollBackUnfinished(
  journal: Journal,
  rootOf: (folder: string) => string,
): Promise<Restored> {
  const restored: string[] = [];
  const left: string[] = [];
  for (const { record, isWritten } of journal.state()?.rounds.toReversed() ?? []) {
    if (isWritten) continue;
    const outcome = await restoreFiles(journal.folder, record, rootOf);
    restored.push(...outcome.restored);
    left.push(...outcome.left);
    await journal.append({ kind: 'rolled_back', round: record.round });
  }
  return { restored, left };
}

export function writtenFiles(journal: Journal): FileRecord[] {
  const rounds = journal.state()?.rounds.filter(({ isWritten }) => isWritten) ?? [];
  return netFiles(rounds.map(({ record }) => record));
}

function describe({ path: shown, before, after }: FileRecord): ChangedFile {
  const action = before === null ? 'created' : after === null ? 'deleted' : 'changed';
  return { path: shown, action, sha256: after?.sha256 ?? null };
}

/**
 * One lock a root, in one order for everybody, so that nobody waits for somebody who waits for them.
 *
 * @param roots - From `realRoots`.
 */
export async function lockRoots(
  stateDir: string,
  roots: readonly string[],
  wait: LockOptions,
): Promise<{ release(): Promise<void> }> {
  const folder = prepareFolder(stateDir, 'locks');
  const locks: ProcessLock[] = [];
  const release = async () => {
    for (const lock of locks.toReversed()) await lock.release();
  };
  try {
    for (const root of roots) {
      const name = createHash('sha256').update(root).digest('hex').slice(0, 32);
      locks.push(await acquireLock(path.join(folder, name), wait));
    }
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** In one order, without links and without those that do not exist. */
export async function realRoots(roots: readonly string[]): Promise<string[]> {
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
  return [...new Set(real.filter((root) => root !== undefined))].toSorted();
}

export function finderOf(roots: readonly string[]): (folder: string) => string {
  return (folder) => roots.find((root) => isInside(root, folder)) ?? folder;
}
