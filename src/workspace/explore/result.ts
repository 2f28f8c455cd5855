import type { LineRange } from '../read/line-range.ts';
import { quote, type Refusal } from '../read/refusal.ts';

/** What a model is told. */
export interface ProjectResult {
  readonly text: string;
  /** Whether the text only says why there is nothing to show. */
  readonly isRefused: boolean;
  /** What was read of a file; undefined for a listing or a search. */
  readonly read?: ReadLines;
}

/** Lines of a file that were shown to the letter. */
interface ReadLines {
  readonly path: string;
  /** Of the whole text, in UTF-8, in hexadecimal. */
  readonly sha256: string;
  /** Undefined where the file is empty. */
  readonly range: LineRange | undefined;
  /** Lines of the whole file. */
  readonly lines: number;
  /** Of the lines, without their numbers. */
  readonly bytes: number;
  /** All of the file, where the lines are all there are. */
  readonly text: string | undefined;
}

/** A refusal in words for a model: what users do about it is no concern of its. */
export function refused({ path, reason }: Refusal, next = 'Look elsewhere.'): ProjectResult {
  return { text: `${quote(path)} ${reason}. ${next}`, isRefused: true };
}

/** How to get the rest, as the call that brings it. */
export function restCall(call: Readonly<Record<string, unknown>>): string {
  return `For the rest: project ${JSON.stringify(call)}`;
}

const KILO = 1000;

export function inBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  if (bytes < KILO * KILO) return `${(bytes / KILO).toFixed(1)} KB`;
  return `${(bytes / KILO / KILO).toFixed(1)} MB`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
