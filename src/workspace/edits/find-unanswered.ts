import type { PlacedBlock } from './block.ts';
import { trimBlanks, indentOf } from './text-lines.ts';

/**
 * Which blocks of an earlier answer a second one has left uncorrected: what is omitted would be missing without a
 * word. A correction stands for one block, or for all whose new lines it has: blocks may have been joined.
 *
 * @param failed - Blocks that could not be applied.
 * @param corrections - Blocks of the second answer.
 * @param isSameFile - Whether two blocks are for the same file.
 */
export function findUnanswered(
  failed: readonly PlacedBlock[],
  corrections: readonly PlacedBlock[],
  isSameFile: (one: PlacedBlock, other: PlacedBlock) => boolean,
): PlacedBlock[] {
  const spare = new Set(corrections);
  const others: PlacedBlock[] = [];
  for (const block of failed) {
    const added = newLines(block);
    const joined = corrections.find((correction) => {
      if (!isSameFile(block, correction)) return false;
      const lines = new Set(newLines(correction));
      return added.length > 0 && added.every((line) => lines.has(line));
    });
    if (joined) spare.delete(joined);
    else others.push(block);
  }
  return others.filter((block) => {
    const correction = [...spare].find((each) => isSameFile(block, each));
    if (correction) spare.delete(correction);
    return !correction;
  });
}

/** What a block may add, by its longest reading; blanks around a line, and blank lines, do not count. */
function newLines({ lines, separators }: PlacedBlock): string[] {
  const [separator = lines.length] = separators;
  return lines
    .slice(separator + 1)
    .map((line) => trimBlanks(line.slice(indentOf(line).length)))
    .filter((line) => line !== '');
}
