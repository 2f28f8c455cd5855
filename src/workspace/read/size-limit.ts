import { DelegateError } from '../../errors.ts';
import type { FoundFile } from './inspect.ts';
import type { Refusal } from './refusal.ts';

interface Sized {
  readonly path: string;
  readonly bytes: number;
}

const SHOWN = 5;
const NEXT =
  'Give fewer files, or line ranges of them ("src/a.ts:10-80"); or ask the user to raise DEEPSEEK_MAX_INPUT_BYTES and to restart the server.';

/** Is given one file after another and throws once they are too much for certain. */
export type SizeLimit = (file: FoundFile) => void;

/** How many more files are looked at once there are too many, to tell where they are. */
const LOOK_ON = 5000;

/**
 * So that a glob over a large project need not come to its end to be refused.
 *
 * @param otherBytes - What is sent besides.
 */
export function createSizeLimit(maxBytes: number, otherBytes: number): SizeLimit {
  const seen = new Map<string, FoundFile>();
  let total = otherBytes;
  let after = 0;
  return (file) => {
    // One that is too large by itself is a matter of its own.
    if (seen.has(file.real) || file.bytes > maxBytes) return;
    seen.set(file.real, file);
    total += file.bytes;
    if (total > maxBytes) after += 1;
    if (after > LOOK_ON) throw tooMuch([...seen.values()], maxBytes, { otherBytes, isAll: false });
  };
}

/** @throws {DelegateError} `input` naming the largest, when together the files are more than a call may send. */
export function checkTotal(files: readonly Sized[], maxBytes: number, otherBytes: number): void {
  if (totalOf(files) + otherBytes > maxBytes) throw tooMuch(files, maxBytes, { otherBytes, isAll: true });
}

function totalOf(files: readonly Sized[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function tooMuch(
  files: readonly Sized[],
  maxBytes: number,
  { otherBytes, isAll }: { otherBytes: number; isAll: boolean },
): DelegateError {
  const count = files.length.toLocaleString('en-US');
  const what = isAll
    ? `The ${count} ${files.length === 1 ? 'file adds' : 'files add'} up to`
    : `The first ${count} files, of more, add up to`;
  const besides = otherBytes > 0 ? `, besides ${inWords(otherBytes)} that each call sends` : '';
  const folders = sizesOfFolders(files);
  const where = folders.length > 1 ? ` The largest folders: ${largest(folders)}.` : '';
  return new DelegateError(
    'input',
    `${what} ${inWords(totalOf(files))}${besides}; one call takes ${inWords(maxBytes)} (DEEPSEEK_MAX_INPUT_BYTES).${where} The largest: ${largest(files)}.`,
    where ? `Give a narrower glob. ${NEXT}` : NEXT,
  );
}

function largest(sized: readonly Sized[]): string {
  const ordered = sized.toSorted((one, other) => other.bytes - one.bytes).slice(0, SHOWN);
  return ordered.map(({ path, bytes }) => `${path} (${inWords(bytes)})`).join(', ');
}

/** The folders in which the files part ways: what all paths begin with tells nothing. */
function sizesOfFolders(files: readonly Sized[]): Sized[] {
  const ways = files.map(({ path, bytes }) => ({ names: path.split('/'), bytes }));
  const first = ways[0]?.names ?? [];
  const parting = first.findIndex((name, place) =>
    ways.some(({ names }) => names.length <= place + 1 || names[place] !== name),
  );
  const shared = Math.max(0, parting);
  const sizes = new Map<string, number>();
  for (const { names, bytes } of ways) {
    if (names.length <= shared + 1) continue;
    const folder = `${names.slice(0, shared + 1).join('/')}/`;
    sizes.set(folder, (sizes.get(folder) ?? 0) + bytes);
  }
  return [...sizes].map(([path, bytes]) => ({ path, bytes }));
}

export function tooLarge({ path, bytes }: Sized, maxBytes: number): Refusal {
  return {
    path,
    reason: `is too large: ${inWords(bytes)}, where one call takes ${inWords(maxBytes)} (DEEPSEEK_MAX_INPUT_BYTES)`,
    next: NEXT,
  };
}

function inWords(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} bytes`;
}
