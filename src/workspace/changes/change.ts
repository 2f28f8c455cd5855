import { ownIdentity, type ProcessIdentity } from '../../state/process-identity.ts';
import type { LockOptions } from '../../state/process-lock.ts';
import { readContents, type ChangedContent } from './contents.ts';
import { hashOf, readCurrent } from './current-file.ts';
import { changeFolder, openJournal, prepareFolder, type Journal } from './journal.ts';
import type { FileRecord } from './journal-record.ts';
import type { Restored } from './restore.ts';
import { finderOf, lockRoots, realRoots } from './root-locks.ts';
import { takeBack, writtenFiles } from './take-back.ts';
import type { FileWrite } from '../save/file-write.ts';
import { writeRound } from './write-round.ts';

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
  /** The same as it was before the change, and as it is now. */
  contents(): Promise<ChangedContent[]>;
  /** Notes that a check begins: after a kill it is ended before anything is put back. */
  noteCheck(process: ProcessIdentity): Promise<void>;
  /** Takes what the files are now for what was written, such as after a formatter. */
  retake(): Promise<void>;
  /** Makes a tentative change count. */
  keep(): Promise<void>;
  /**
   * Puts back what was there before the change. What somebody else has changed since is left, or with
   * `copiesChanged` kept as a copy.
   */
  takeBack(options?: LockOptions & { readonly copiesChanged?: boolean }): Promise<Restored>;
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
  const roots = realRoots(options.roots);
  const own = isTentative ? await lockRoots(stateDir, roots, options) : undefined;
  try {
    const journal = await openJournal(folder);
    const owner = ownIdentity();
    if (isTentative) await journal.setOpen(true);
    await journal.append(
      { kind: 'opened', roots, owner, tentative: isTentative },
      { isDurable: isTentative },
    );
    const inTurn = makeTurns();
    const locked = async <Result>(action: () => Promise<Result>, wait: LockOptions): Promise<Result> => {
      if (own) return inTurn(action);
      const lock = await lockRoots(stateDir, roots, wait);
      try {
        await journal.refresh();
        return await action();
      } finally {
        lock.release();
      }
    };
    return {
      ...toChange(journal, { rootOf: finderOf(roots), locked }),
      [Symbol.asyncDispose]: async () => {
        if (isFinished(journal)) await journal.setOpen(false);
        own?.release();
      },
    };
  } catch (error) {
    own?.release();
    throw error;
  }
}

/** Whoever writes to one journal has to wait for the one before, as the lock of the roots makes others wait. */
function makeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(action: () => Promise<Result>): Promise<Result> => {
    const result = last.then(action);
    last = result.catch(() => undefined);
    return result;
  };
}

interface ChangeContext {
  readonly rootOf: (folder: string) => string;
  readonly locked: <Result>(action: () => Promise<Result>, wait: LockOptions) => Promise<Result>;
}

function toChange(
  journal: Journal,
  { rootOf, locked }: ChangeContext,
): Omit<Change, typeof Symbol.asyncDispose> {
  return {
    write: (files, wait = {}) =>
      locked(async () => {
        await journal.setOpen(true);
        await writeRound(journal, files, rootOf);
      }, wait),
    files: () => writtenFiles(journal).map(describe),
    contents: () => readContents(journal, rootOf),
    noteCheck: (process) => journal.append({ kind: 'checking', process }),
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
    takeBack: ({ copiesChanged = false, ...wait } = {}) =>
      locked(() => takeBack(journal, rootOf, copiesChanged), wait),
  };
}

/** Whether a later start has nothing to do for a change if the process dies now. */
function isFinished(journal: Journal): boolean {
  const { status, rounds = [] } = journal.state() ?? {};
  return status !== 'open' && status !== 'undoing' && rounds.every(({ isWritten }) => isWritten);
}

function describe({ path: shown, before, after }: FileRecord): ChangedFile {
  const action = before === null ? 'created' : after === null ? 'deleted' : 'changed';
  return { path: shown, action, sha256: after?.sha256 ?? null };
}
