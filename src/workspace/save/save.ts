import { DelegateError } from '../../errors.ts';
import { FolderMoved, holdFolder } from './hold-folder.ts';
import { errorCode } from '../read/refusal.ts';
import { openRoots } from '../roots.ts';
import { changedMeanwhile, movedAway, notWritten, shrunk } from './save-error.ts';
import { checkTarget, fileOf, INCOMPLETE, type SaveTarget } from './save-target.ts';
import { countLines, inFormOf, isShrunk, readReplaced, sha256Of, type Replaced } from './replaced-text.ts';
import { writeAtomically } from './write-atomically.ts';

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
  /**
   * Saves the whole answer; beside the target where it would take most of the file away, or where somebody
   * changed the file meanwhile.
   *
   * @throws {DelegateError} `input` when it cannot be written after all; then the target is as it was.
   */
  write(text: string): Promise<SaveResult>;
  /**
   * Writes beside the target, as `NAME.incomplete`: an answer that is not whole never takes the file's own name, nor
   * that of a file of the user.
   */
  writeIncomplete(text: string): Promise<SavedTo>;
}

export interface SaveOptions {
  /** The first is where relative paths start. */
  readonly roots: readonly string[];
  /** Whether a file that exists may be replaced. */
  readonly overwrite: boolean;
}

/**
 * Checks a `save_to` before anything is spent on an answer for it.
 *
 * @throws {DelegateError} `input` naming what is in the way; `configuration` where there are no roots.
 */
export async function planSave(given: string, { roots, overwrite }: SaveOptions): Promise<SavePlan> {
  const target = await checkTarget(given, await openRoots(roots), overwrite);
  const exists = target.mode !== undefined;
  const replaced = exists && overwrite ? await readReplaced(fileOf(target)) : undefined;
  return {
    path: target.path,
    exists,
    write: (text) => replace(target, inFormOf(text, replaced), replaced, overwrite),
    writeIncomplete: (text) => saveBeside(target, text, INCOMPLETE),
  };
}

async function replace(
  target: SaveTarget,
  text: string,
  replaced: Replaced | undefined,
  overwrite: boolean,
): Promise<SaveResult> {
  const loss = isShrunk(text, replaced);
  if (loss) {
    const saved_to = await saveBeside(target, text, '.shrunk');
    return { saved_to, error: shrunk(target.path, saved_to.path, loss), isShrunk: true };
  }
  if (replaced && (await readReplaced(fileOf(target)))?.sha256 !== replaced.sha256) {
    const saved_to = await saveBeside(target, text, '.new');
    return { saved_to, error: changedMeanwhile(target.path, saved_to.path), isShrunk: false };
  }
  const written = await save(target, text, { name: target.name, replace: overwrite });
  const { added = null, removed = null } = countLines(text, replaced) ?? {};
  return { saved_to: { ...written, added, removed }, error: undefined, isShrunk: false };
}

const MAX_NAMES = 100;

/** Under a name that no file has; an earlier part of the same text is replaced. */
async function saveBeside(target: SaveTarget, text: string, suffix: string): Promise<SavedTo> {
  for (let number = 1; ; number += 1) {
    const name = `${target.name}${suffix}${number > 1 ? `-${number}` : ''}`;
    const earlier = await readReplaced(fileOf({ ...target, name }));
    const isOurs = earlier !== undefined && text.startsWith(earlier.bytes.toString('utf8'));
    try {
      const saved = await save(target, text, { name, replace: isOurs });
      return { ...saved, added: null, removed: null };
    } catch (error) {
      const isTaken = error instanceof DelegateError && errorCode(error.cause) === 'EEXIST';
      if (!isTaken || number === MAX_NAMES) throw error;
    }
  }
}

async function save(
  target: SaveTarget,
  text: string,
  { name, replace: mayReplace }: { name: string; replace: boolean },
): Promise<Pick<SavedTo, 'path' | 'bytes' | 'sha256'>> {
  const shown = target.path.slice(0, target.path.length - target.name.length) + name;
  const bytes = Buffer.from(text, 'utf8');
  try {
    // Whoever moved a link into the way since the plan would otherwise choose where this is written.
    const folder = await holdFolder(target.folder);
    try {
      await folder.check();
      await writeAtomically(folder, name, bytes, { replace: mayReplace, mode: target.mode });
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw error instanceof FolderMoved ? movedAway(shown, error) : notWritten(shown, error);
  }
  return { path: shown, bytes: bytes.length, sha256: sha256Of(bytes) };
}
