import { errorCode } from '../read/refusal.ts';
import { holdFolder } from './hold-folder.ts';
import type { SaveTarget } from './save-target.ts';
import { writeAtomically } from './write-atomically.ts';

/** What becomes of one file. */
export interface FileWrite {
  readonly target: SaveTarget;
  /** What must be there, so that nobody's work is lost; null for nothing. */
  readonly before: Buffer | null;
  /** Null removes the file. */
  readonly after: Buffer | null;
}

/** Files are no longer as they were when their change was worked out. Nothing was written. */
export class FilesChanged extends Error {
  override readonly name = 'FilesChanged';
  /** As they are shown. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`Changed meanwhile: ${paths.join(', ')}`);
    this.paths = paths;
  }
}

/** Whether there is something else in the place of a file than what it was to be written over. */
export function isInTheWay(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return error instanceof FilesChanged || (errorCode(error) === 'EEXIST' && syscall !== 'mkdir');
}

/** @throws {FilesChanged} {FolderMoved} @throws What the file system says. Then the file is as it was. */
export type WriteFile = (write: FileWrite & { readonly after: Buffer }) => Promise<void>;

/** Writes a file that nobody can take back. */
export const writeForGood: WriteFile = async ({ target, before, after }) => {
  // Whoever moved a link into the way since the plan would otherwise choose where this is written.
  const folder = holdFolder(target.folder);
  try {
    folder.check();
    await writeAtomically(folder, target.name, after, { replace: before !== null, mode: target.mode });
  } finally {
    folder.close();
  }
};
