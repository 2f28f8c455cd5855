import type { LineRange } from '../read/line-range.ts';

/** One SEARCH/REPLACE or DELETE block of an answer, as it was written. */
export interface Block {
  /** From 1, in the order of the answer. */
  readonly number: number;
  /** Where its first marker is in the answer, from 1. */
  readonly line: number;
  readonly action: 'replace' | 'delete';
  /** Between the opening and the closing marker, without line breaks. */
  readonly lines: readonly string[];
  /** Which of these lines may separate the old part from the new one. None for a DELETE block. */
  readonly separators: readonly number[];
}

/** A block and the path that it was given, as the model spelled it. */
export interface PlacedBlock extends Block {
  readonly path: string;
  /** Other paths, in case that there is no file of the first: then it was prose. */
  readonly otherwise: readonly string[];
}

/**
 * - `form`: the block cannot be read, or it is unclear which file it is for.
 * - `target`: the file may not be changed or created.
 * - `mismatch`: the old part does not match exactly one place; the model can correct it.
 * - `conflict`: the file is no longer as it was sent; the model can correct it.
 * - `contradiction`: blocks that cannot all be applied, or creating a file that exists.
 */
export type FailureKind = 'form' | 'target' | 'mismatch' | 'conflict' | 'contradiction';

/** Why a block cannot be applied. */
export interface BlockFailure {
  /** The block's number. */
  readonly block: number;
  /** Where the block begins in the answer, from 1. */
  readonly line: number;
  readonly path: string | undefined;
  readonly kind: FailureKind;
  /** A sentence without its subject and without its full stop. */
  readonly reason: string;
  /** Where in the file the block was probably meant for, nearest first; only for a mismatch. */
  readonly near: readonly LineRange[];
}

export function fail(
  block: Pick<Block, 'number' | 'line'> & { readonly path?: string },
  kind: FailureKind,
  reason: string,
  near: readonly LineRange[] = [],
): BlockFailure {
  return { block: block.number, line: block.line, path: block.path, kind, reason, near };
}
