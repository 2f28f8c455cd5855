import { DelegateError } from '../../errors.ts';
import { openRoots } from '../roots.ts';
import { isInTheWay, writeForGood, type WriteFile } from './file-write.ts';
import { FolderMoved } from './hold-folder.ts';
import { changedMeanwhile, movedAway, notWritten, shrunk, unreadable } from './save-error.ts';
import { checkTarget, fileOf, INCOMPLETE, type SaveTarget, type StateFolder } from './save-target.ts';
import { countLines, inFormOf, isShrunk, readReplaced, sha256Of, type Replaced } from './replaced-text.ts';

interface SavedTo {
  /** As it is shown: relative to its root, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** Lines; null where the texts are too large to be compared, and beside the target. */
  readonly added: number | null;
  readonly removed: number | null;
}

interface SaveResult {
  readonly saved_to: SavedTo;
  /** Why it was saved beside the target instead. */
  readonly error: DelegateError | undefined;
  /** Whether the answer is not to be taken for the file: it would take most of it away. */
  readonly isShrunk: boolean;
}

/** A checked place for an answer that does not exist yet. Nothing is made, not even a folder, until one of the two is called. */
export interface SavePlan {
  /** As it is shown. */
  readonly path: string;
  /** Whether there is a file already. */
  readonly exists: boolean;
  /** SHA-256 of the file that the answer replaces, as it was when that was asked for; null where there was none. */
  readonly replaces: string | null;
  /**
   * Saves the whole answer; beside the target where it would take most of the file away, or where somebody
   * changed the file meanwhile.
   *
   * @param write - Writes the file so that it can be taken back, where it is to be.
   * @throws {DelegateError} `input` when it cannot be written after all; then the target is as it was.
   */
  write(text: string, write?: WriteFile): Promise<SaveResult>;
  /**
   * Writes beside the target, as `NAME.incomplete`: an answer that is not whole never takes the file's own name, nor
   * that of a file of the user.
   */
  writeIncomplete(text: string, write?: WriteFile): Promise<SavedTo>;
}

export interface SaveOptions extends Partial<StateFolder> {
  /** The first is where relative paths start. */
  readonly roots: readonly string[];
  /** Whether a file that exists may be replaced. */
  readonly overwrite: boolean;
  /** For an answer that was asked for earlier: `replaces` of that time. */
  readonly replaces?: string | null | undefined;
}

/**
 * Checks a `save_to` before anything is spent on an answer for it.
 *
 * @throws {DelegateError} `input` naming what is in the way; `configuration` where there are no roots.
 */
export async function planSave(given: string, options: SaveOptions): Promise<SavePlan> {
  const { roots, overwrite, stateDir } = options;
  const target = checkTarget(given, openRoots(roots), { overwrite, stateDir });
  const exists = target.mode !== undefined;
  const replaced = exists && overwrite ? await readReplaced(fileOf(target)) : undefined;
  if (exists && overwrite && !replaced) throw unreadable(target.path);
  const found = replaced?.sha256 ?? null;
  const { replaces = found } = options;
  return {
    path: target.path,
    exists,
    replaces,
    write(answer, write = writeForGood) {
      const text = inFormOf(answer, replaced);
      // A killed process may have saved this very answer.
      const isChanged = overwrite && found !== replaces && found !== sha256Of(Buffer.from(text));
      return replace(target, { text, replaced, isChanged, overwrite, write });
    },
    writeIncomplete: (text, write = writeForGood) => saveBeside(target, { text, suffix: INCOMPLETE, write }),
  };
}

interface Replacement {
  readonly text: string;
  readonly replaced: Replaced | undefined;
  /** Whether the file was changed since the answer was asked for. */
  readonly isChanged: boolean;
  readonly overwrite: boolean;
  readonly write: WriteFile;
}

async function replace(
  target: SaveTarget,
  { text, replaced, isChanged, overwrite, write }: Replacement,
): Promise<SaveResult> {
  const loss = isShrunk(text, replaced);
  if (loss) {
    const saved_to = await saveBeside(target, { text, suffix: '.shrunk', write });
    return { saved_to, error: shrunk(target.path, saved_to.path, loss), isShrunk: true };
  }
  const saveAsNew = async () => {
    const saved_to = await saveBeside(target, { text, suffix: '.new', write });
    return { saved_to, error: changedMeanwhile(target.path, saved_to.path), isShrunk: false };
  };
  if (isChanged) return saveAsNew();
  if (replaced && (await readReplaced(fileOf(target)))?.sha256 !== replaced.sha256) return saveAsNew();
  try {
    const written = await save(target, { text, before: replaced?.bytes ?? null, write });
    const { added = null, removed = null } = countLines(text, replaced) ?? {};
    return { saved_to: { ...written, added, removed }, error: undefined, isShrunk: false };
  } catch (error) {
    if (overwrite && error instanceof DelegateError && isInTheWay(error.cause)) return saveAsNew();
    throw error;
  }
}

const MAX_NAMES = 100;

/** Under a name that no file has; an earlier part of the same text is replaced. */
async function saveBeside(
  target: SaveTarget,
  { text, suffix, write }: { text: string; suffix: string; write: WriteFile },
): Promise<SavedTo> {
  for (let number = 1; ; number += 1) {
    const suffixed = `${suffix}${number > 1 ? `-${number}` : ''}`;
    const beside = { ...target, path: target.path + suffixed, name: target.name + suffixed };
    const earlier = await readReplaced(fileOf(beside));
    const isOurs = earlier !== undefined && text.startsWith(earlier.bytes.toString('utf8'));
    try {
      const saved = await save(beside, { text, before: isOurs ? earlier.bytes : null, write });
      return { ...saved, added: null, removed: null };
    } catch (error) {
      const isTaken = error instanceof DelegateError && isInTheWay(error.cause);
      if (!isTaken || number === MAX_NAMES) throw error;
    }
  }
}

async function save(
  target: SaveTarget,
  { text, before, write }: { text: string; before: Buffer | null; write: WriteFile },
): Promise<Pick<SavedTo, 'path' | 'bytes' | 'sha256'>> {
  const bytes = Buffer.from(text, 'utf8');
  try {
    await write({ target, before, after: bytes });
  } catch (error) {
    if (error instanceof DelegateError) throw error;
    throw error instanceof FolderMoved ? movedAway(target.path, error) : notWritten(target.path, error);
  }
  return { path: target.path, bytes: bytes.length, sha256: sha256Of(bytes) };
}
