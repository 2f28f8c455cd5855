import { createHash } from 'node:crypto';
import { DelegateError } from '../../errors.ts';
import { FolderMoved, holdFolder } from './hold-folder.ts';
import { errorCode, quote } from '../read/refusal.ts';
import { openRoots } from '../roots.ts';
import { checkTarget, INCOMPLETE, type SaveTarget } from './save-target.ts';
import { writeAtomically } from './write-atomically.ts';

interface SavedTo {
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A checked place for an answer that does not exist yet. Nothing is made, not even a folder, until one of the two is called. */
export interface SavePlan {
  /** As it is shown: relative to its root, with forward slashes. */
  readonly path: string;
  /** Whether there is a file already. */
  readonly exists: boolean;
  /** @throws {DelegateError} `input` when it cannot be written after all; then the target is as it was. */
  write(text: string): Promise<SavedTo>;
  /**
   * Writes beside the target, as `NAME.incomplete`, in place of an earlier one: an answer that is not whole never
   * takes the file's own name.
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
  return {
    path: target.path,
    exists: target.mode !== undefined,
    write: (text) => save(target, text, { suffix: '', replace: overwrite }),
    writeIncomplete: (text) => save(target, text, { suffix: INCOMPLETE, replace: true }),
  };
}

async function save(
  target: SaveTarget,
  text: string,
  { suffix, replace }: { suffix: string; replace: boolean },
): Promise<SavedTo> {
  const shown = `${target.path}${suffix}`;
  const bytes = Buffer.from(text, 'utf8');
  try {
    // Whoever moved a link into the way since the plan would otherwise choose where this is written.
    const folder = await holdFolder(target.folder);
    try {
      await folder.check();
      await writeAtomically(folder, target.name + suffix, bytes, { replace, mode: target.mode });
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw error instanceof FolderMoved ? movedAway(shown, error) : notWritten(shown, error);
  }
  return { path: shown, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function movedAway(shown: string, cause: unknown): DelegateError {
  return new DelegateError(
    'input',
    `The folder of ${quote(shown)} was replaced by a link while the answer was made, so it was not written.`,
    'Ask the user what moves folders there, or choose another save_to.',
    { cause },
  );
}

/** No room on the disk, in the user's share of it, or in what one file may take. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function notWritten(shown: string, error: unknown): DelegateError {
  const code = errorCode(error) ?? 'unknown error';
  const { syscall } = error as NodeJS.ErrnoException;
  const [what, next] =
    code === 'EEXIST' && syscall !== 'mkdir'
      ? [
          'has been made by somebody else while the answer was made, and was left alone',
          'Choose another `save_to`, or set `overwrite: true`.',
        ]
      : [
          `could not be written (${code})`,
          FULL.has(code)
            ? 'Ask the user to make room there, or choose another save_to.'
            : 'Choose another save_to, or ask the user to allow writing there.',
        ];
  return new DelegateError('input', `${quote(shown)} ${what}.`, next, { cause: error });
}
