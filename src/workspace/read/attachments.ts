import { throwIfAborted } from '../abort.ts';
import { findFiles } from '../glob/find-files.ts';
import { groupByFile, type Group } from './group-by-file.ts';
import { inOrder, nothingLeft, type SkippedFile } from './skipped.ts';
import { readParts, type Attachment } from './read-parts.ts';
import { isRefusal, toError, type Refusal } from './refusal.ts';
import { createPause } from '../pause.ts';
import { openRoots, type AllowedFile } from '../roots.ts';
import { checkTotal, createSizeLimit, tooLarge } from './size-limit.ts';

export type { Attachment } from './read-parts.ts';

export interface Attachments {
  /** By path, so that the same files make the same prompt. */
  readonly files: readonly Attachment[];
  /** What globs would have caught, with the reason why it is not sent. */
  readonly skipped: readonly SkippedFile[];
}

export interface AttachmentOptions {
  /** The first is where relative paths start. */
  readonly roots: readonly string[];
  /** Those that may be sent although they look secret. */
  readonly allowedFiles?: readonly AllowedFile[] | undefined;
  readonly maxInputBytes: number;
  /** What is sent besides, as the files that all items of a fan-out share: it counts, too. None by default. */
  readonly otherBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads what a list of paths and globs asks for: UTF-8 text inside the roots, without secrets.
 *
 * @param patterns - Paths and globs, relative to the first root or absolute, each with an optional line range
 *   (`src/a.ts:10-80`, `src/a.ts:10`). A glob after `!` takes away from what the other globs catch.
 * @throws {DelegateError} `input` for a name that cannot be sent, a glob that leaves nothing, or too much in all;
 *   `configuration` where there are no roots; `aborted`.
 */
export async function readAttachments(
  patterns: readonly string[],
  { roots: folders, allowedFiles, maxInputBytes, otherBytes = 0, signal }: AttachmentOptions,
): Promise<Attachments> {
  if (patterns.length === 0) return { files: [], skipped: [] };
  const limit = createSizeLimit(maxInputBytes, otherBytes);
  const found = await findFiles(patterns, { roots: openRoots(folders, allowedFiles), signal, limit });
  const skipped = [...found.skipped];
  const refuse = (group: Group, refusal: Refusal) => {
    if (group.isNamed) throw toError(refusal);
    for (const glob of group.globs) skipped.push({ path: refusal.path, reason: refusal.reason, glob });
  };

  const groups: Group[] = [];
  for (const group of groupByFile(found.wanted)) {
    if (group.ranges.length > 0 || group.file.bytes <= maxInputBytes) groups.push(group);
    else refuse(group, tooLarge(group.file, maxInputBytes));
  }
  // Sizes are known before anything is read; what a range cuts out of a file is not.
  const whole = groups.filter(({ ranges }) => ranges.length === 0);
  checkTotal(
    whole.map(({ file }) => file),
    maxInputBytes,
    otherBytes,
  );

  const files: Attachment[] = [];
  const used = new Set<string>();
  const pause = createPause();
  for (const group of groups) {
    throwIfAborted(signal);
    await pause();
    for (const part of await readParts(group.file, group.ranges, maxInputBytes)) {
      if (isRefusal(part)) refuse(group, part);
      else {
        files.push(part);
        for (const glob of group.globs) used.add(glob);
      }
    }
  }
  checkTotal(files, maxInputBytes, otherBytes);

  const unused = found.globs.find((glob) => !used.has(glob));
  if (unused !== undefined)
    throw nothingLeft(
      unused,
      skipped.filter(({ glob }) => glob === unused),
    );
  return { files, skipped: inOrder(skipped) };
}
