import type { BlockFailure, PlacedBlock } from './block.ts';
import { parseAnswer } from './parse-answer.ts';
import { placeBlocks } from './place-blocks.ts';

export interface ReadEdits {
  readonly blocks: readonly PlacedBlock[];
  /** Blocks that cannot be read. */
  readonly failures: readonly BlockFailure[];
}

/**
 * Reads the SEARCH/REPLACE and DELETE blocks of a whole answer. Neither blocks nor failures: it has no edits.
 *
 * @param sent - Paths of the files that were sent, as they were shown.
 */
export function readEdits(answer: string, sent: readonly string[]): ReadEdits {
  const parsed = parseAnswer(answer);
  const { placed, failures } = placeBlocks(parsed.blocks, sent);
  return {
    blocks: placed,
    failures: [...parsed.failures, ...failures].toSorted((one, other) => one.block - other.block),
  };
}
