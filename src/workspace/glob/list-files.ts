import { findFiles } from './find-files.ts';
import { inOrder, nothingLeft, type SkippedFile } from '../read/skipped.ts';
import { openRoots, type AllowedFile } from '../roots.ts';

/** A file, or a part of one, that a list of paths and globs asks for. */
export interface ListedFile {
  readonly path: string;
  /** The entry that asks for this file alone, with its line range. */
  readonly entry: string;
}

/**
 * What a list of paths and globs asks for, in the order of paths; nothing has been opened.
 *
 * @throws {DelegateError} As `readAttachments` does for what is known without opening files.
 */
export async function listFiles(
  patterns: readonly string[],
  {
    roots,
    allowedFiles,
    signal,
  }: { roots: readonly string[]; allowedFiles?: readonly AllowedFile[]; signal: AbortSignal },
): Promise<{ files: ListedFile[]; skipped: SkippedFile[] }> {
  const { wanted, skipped, globs } = await findFiles(patterns, {
    roots: openRoots(roots, allowedFiles),
    signal,
  });
  const used = new Set(wanted.map(({ glob }) => glob));
  const unused = globs.find((glob) => !used.has(glob));
  if (unused !== undefined) {
    throw nothingLeft(
      unused,
      skipped.filter(({ glob }) => glob === unused),
    );
  }
  const byEntry = new Map(
    wanted.map(({ file: { path }, range }) => {
      const entry = range ? `${path}:${range.first}-${range.last}` : path;
      return [entry, { path, entry }];
    }),
  );
  const files = [...byEntry.values()].toSorted((one, other) => (one.entry < other.entry ? -1 : 1));
  return { files, skipped: inOrder(skipped) };
}
