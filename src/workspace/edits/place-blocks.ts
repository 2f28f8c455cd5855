import { fail, type BlockFailure, type PlacedBlock } from './block.ts';
import type { LedBlock } from './parse-answer.ts';
import { readFenceInfo, readHeading, readPathLine, type IsKnown, type PathLine } from './path-line.ts';

/**
 * Finds the path of each block: in the lines before it, else that of the block before.
 *
 * @param sent - Paths of the files that were sent, as they were shown.
 */
export function placeBlocks(
  blocks: readonly LedBlock[],
  sent: readonly string[],
): { placed: PlacedBlock[]; failures: BlockFailure[] } {
  const known = new Set(sent.map(fold));
  const isKnown = (path: string) => path !== '' && known.has(fold(path));
  const placed: PlacedBlock[] = [];
  const failures: BlockFailure[] = [];
  let current: readonly string[] = [];
  for (const { lead, ...block } of blocks) {
    const found = findPath(lead, isKnown, block.action === 'replace' && block.separators[0] === 0);
    if (found.kind === 'unclear') current = [];
    if (found.kind === 'path') current = [found.path];
    if (found.kind === 'word') current = [found.path, ...current].slice(0, MAX_CANDIDATES);
    const [path, ...otherwise] = current;
    if (path !== undefined) placed.push({ ...block, path, otherwise });
    else if (found.kind === 'unclear') failures.push(fail(block, 'form', UNCLEAR));
    else failures.push(fail(block, 'form', 'has no path before it'));
  }
  return { placed, failures };
}

const MAX_CANDIDATES = 4;

/** Decides which path a block has, by whether there are such files. */
export function choosePath(block: PlacedBlock, exists: (path: string) => boolean): PlacedBlock {
  const path = [block.path, ...block.otherwise].find(exists) ?? block.path;
  return { ...block, path, otherwise: [] };
}

const UNCLEAR = 'has no clear path before it: the path must be alone on its line';
const FENCE = /^[ \t]*(?:`{3,}|~{3,})(.*)$/s;

function findPath(lead: readonly string[], isKnown: IsKnown, creates: boolean): PathLine {
  let nearest: PathLine | undefined;
  for (let index = lead.length - 1; index >= 0; index -= 1) {
    const line = lead[index] ?? '';
    const info = FENCE.exec(line)?.[1];
    if (line.trim() === '') continue;
    const path =
      info === undefined
        ? nearest && isGap(lead[index - 1]) && isGap(lead[index + 1])
          ? readHeading(line, isKnown)
          : undefined
        : !nearest
          ? readFenceInfo(info, isKnown)
          : undefined;
    if (path !== undefined) return { kind: 'path', path };
    if (info !== undefined || nearest) continue;
    nearest = readPathLine(line, isKnown, creates);
    if (nearest.kind === 'path') return nearest;
  }
  return nearest ?? { kind: 'prose' };
}

function isGap(line: string | undefined): boolean {
  return line === undefined || line.trim() === '' || FENCE.test(line);
}

/** Only to tell a path from prose: which file it is, the file system decides. */
function fold(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .normalize('NFC')
    .toLowerCase();
}
