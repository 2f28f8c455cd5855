import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { countChanges } from '../diff/diff-lines.ts';

/** A file that an answer is to replace, as it was before anything was sent. */
export interface Replaced {
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** More is not read to count its lines: the change is saved all the same. */
const MAX_COUNTED_BYTES = 8_000_000;
/** Fewer lines may well be rewritten to almost none. */
const MIN_GUARDED_LINES = 20;

/** @returns Undefined where there is no plain file. */
export async function readReplaced(file: string): Promise<Replaced | undefined> {
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    const bytes = await readFile(file);
    return { bytes, sha256: sha256Of(bytes) };
  } catch {
    return undefined;
  }
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const BOM = '\uFEFF';

/** The new text with the byte order mark and the line ends of the one that it replaces. */
export function inFormOf(text: string, replaced: Replaced | undefined): string {
  if (!replaced || replaced.bytes.length === 0) return text;
  const old = replaced.bytes.toString('utf8');
  const breaks = old.split('\n').length - 1;
  const windowsBreaks = old.split('\r\n').length - 1;
  const lines = windowsBreaks > breaks / 2 ? text.replace(/\r?\n/g, '\r\n') : text;
  return old.startsWith(BOM) && !lines.startsWith(BOM) ? BOM + lines : lines;
}

export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

/** Undefined where the texts are too large to be compared. */
export function countLines(text: string, replaced: Replaced | undefined): LineCounts | undefined {
  const isLarge = text.length > MAX_COUNTED_BYTES || (replaced?.bytes.length ?? 0) > MAX_COUNTED_BYTES;
  return isLarge ? undefined : countChanges(replaced?.bytes.toString('utf8') ?? null, text);
}

/** Whether the text would take away more than half of the lines of a file of 20 lines or more. */
export function isShrunk(
  text: string,
  replaced: Replaced | undefined,
): { from: number; to: number } | undefined {
  if (!replaced) return undefined;
  const [from, to] = [lineCount(replaced.bytes.toString('utf8')), lineCount(text)];
  return from >= MIN_GUARDED_LINES && to < from / 2 ? { from, to } : undefined;
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
