import { DelegateError } from '../../errors.ts';
import type { Refusal } from './refusal.ts';

interface Sized {
  readonly path: string;
  readonly bytes: number;
}

const SHOWN = 5;
const NEXT =
  'Give fewer files, or line ranges of them ("src/a.ts:10-80"); or ask the user to raise DEEPSEEK_MAX_INPUT_BYTES and to restart the server.';

/** @throws {DelegateError} `input` naming the largest files, when together they are more than a call may send. */
export function checkTotal(files: readonly Sized[], maxBytes: number): void {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  const largest = files.toSorted((one, other) => other.bytes - one.bytes).slice(0, SHOWN);
  const list = largest.map(({ path, bytes }) => `${path} (${inWords(bytes)})`).join(', ');
  throw new DelegateError(
    'input',
    `The ${files.length} ${files.length === 1 ? 'file adds' : 'files add'} up to ${inWords(total)}; one call takes ${inWords(maxBytes)} (DEEPSEEK_MAX_INPUT_BYTES). The largest: ${list}.`,
    NEXT,
  );
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
