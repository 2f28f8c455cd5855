import { fail, type BlockFailure, type PlacedBlock } from './block.ts';
import { matchBlocks, type Match } from './match-blocks.ts';
import { replaceLines } from './replace-lines.ts';
import { splitLines, withoutReturn } from './text-lines.ts';

/** What the path of a block leads to. Paths that lead to the same file have the same `id`. */
export type EditTarget =
  | { readonly kind: 'sent'; readonly id: string; readonly path: string; readonly text: string }
  | { readonly kind: 'absent'; readonly id: string; readonly path: string }
  /** `reason`: a sentence without its subject and without its full stop. */
  | { readonly kind: 'refused'; readonly id: string; readonly path: string; readonly reason: string };

/** The new text of a file; null where there is none, before or after. */
export interface FileEdit {
  readonly id: string;
  /** As it is shown. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface EditPlan {
  /** By path; files that would stay as they are are not among them. */
  readonly edits: readonly FileEdit[];
  /** By block. Where there is one, nothing may be applied. */
  readonly failures: readonly BlockFailure[];
  /** Blocks that can be applied, whatever becomes of the others. */
  readonly matched: readonly PlacedBlock[];
}

/** Works out what blocks make of the files that were sent. Their order changes nothing. */
export function planEdits(blocks: readonly PlacedBlock[], targetOf: (path: string) => EditTarget): EditPlan {
  const edits: FileEdit[] = [];
  const failures: BlockFailure[] = [];
  const considered: PlacedBlock[] = [];
  for (const { target, blocks: group } of groupByTarget(blocks, targetOf)) {
    const unique = withoutRepeats(group);
    const planned = planFile(target, unique);
    considered.push(...unique);
    failures.push(...planned.failures);
    if (planned.after !== undefined && planned.after !== textOf(target)) {
      edits.push({ id: target.id, path: target.path, before: textOf(target), after: planned.after });
    }
  }
  const failed = new Set(failures.map(({ block }) => block));
  return {
    edits: edits.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    failures: failures.toSorted((one, other) => one.block - other.block),
    matched: considered.filter(({ number }) => !failed.has(number)),
  };
}

interface PlannedFile {
  readonly failures: readonly BlockFailure[];
  /** Undefined where a block fails. */
  readonly after?: string | null;
}

function planFile(target: EditTarget, blocks: readonly PlacedBlock[]): PlannedFile {
  const failAll = (kind: 'target' | 'contradiction', reason: string): PlannedFile => ({
    failures: blocks.map((block) => fail(block, kind, reason)),
  });
  if (target.kind === 'refused') return failAll('target', `is for a file that ${target.reason}`);
  const deletes = blocks.some(({ action }) => action === 'delete');
  if (deletes && blocks.length > 1)
    return failAll('contradiction', 'edits a file that another block deletes');
  if (target.kind === 'absent') {
    const others = blocks.filter((block) => !mayCreate(block));
    if (others.length > 0) {
      return { failures: others.map((block) => fail(block, 'target', 'is for a file that does not exist')) };
    }
    if (blocks.length > 1) return failAll('contradiction', 'creates a file that another block creates too');
    return { failures: [], after: createdText(blocks[0]) };
  }
  if (deletes) return { failures: [], after: null };
  return target.text === '' ? fillFile(blocks) : editFile(target.text, blocks);
}

function fillFile(blocks: readonly PlacedBlock[]): PlannedFile {
  const others = blocks.filter((block) => !mayCreate(block));
  const [block, second] = blocks;
  if (others.length > 0) {
    const reason = 'has an old part, but the file is empty';
    return { failures: others.map((other) => fail(other, 'mismatch', reason)) };
  }
  if (second) {
    const reason = 'fills an empty file that another block fills too';
    return { failures: blocks.map((each) => fail(each, 'contradiction', reason)) };
  }
  return { failures: [], after: createdText(block) };
}

function editFile(text: string, blocks: readonly PlacedBlock[]): PlannedFile {
  const exists = blocks
    .filter(canOnlyCreate)
    .map((block) => fail(block, 'contradiction', 'has no old part, but the file exists and is not empty'));
  const split = splitLines(text);
  const { matches, failures } = matchBlocks(
    blocks.filter((block) => !canOnlyCreate(block)),
    split.lines,
  );
  const all = [...exists, ...failures, ...overlaps(matches)];
  return all.length > 0 ? { failures: all } : { failures: [], after: replaceLines(split, matches) };
}

/** Whether the old part is empty, the way that a new or an empty file needs it. */
function mayCreate({ action, separators }: PlacedBlock): boolean {
  return action === 'replace' && separators[0] === 0;
}

/** Whether no other reading has an old part. */
function canOnlyCreate({ separators }: PlacedBlock): boolean {
  return separators.every((separator) => separator === 0);
}

function overlaps(matches: readonly Match[]): BlockFailure[] {
  const overlapping = new Set<PlacedBlock>();
  let last: Match | undefined;
  for (const match of matches.toSorted((one, other) => one.start - other.start)) {
    if (last && match.start < last.start + last.oldLines.length) overlapping.add(last.block).add(match.block);
    const endsLater = !last || match.start + match.oldLines.length > last.start + last.oldLines.length;
    if (endsLater) last = match;
  }
  const reason = 'replaces lines that another block replaces too';
  return [...overlapping].map((block) => fail(block, 'contradiction', reason));
}

function createdText(block: PlacedBlock | undefined): string {
  const lines = block?.lines.slice(1).map(withoutReturn) ?? [];
  return lines.map((line) => `${line}\n`).join('');
}

function textOf(target: EditTarget): string | null {
  return target.kind === 'sent' ? target.text : null;
}

/** A block that says the same as an earlier one says it once. */
function withoutRepeats(blocks: readonly PlacedBlock[]): PlacedBlock[] {
  const seen = new Set<string>();
  return blocks.filter(({ action, lines }) => {
    const key = `${action}\n${lines.map(withoutReturn).join('\n')}`;
    return !seen.has(key) && seen.add(key);
  });
}

function groupByTarget(
  blocks: readonly PlacedBlock[],
  targetOf: (path: string) => EditTarget,
): Iterable<{ target: EditTarget; blocks: PlacedBlock[] }> {
  const groups = new Map<string, { target: EditTarget; blocks: PlacedBlock[] }>();
  for (const block of blocks) {
    const target = targetOf(block.path);
    const group = groups.get(target.id);
    if (group) group.blocks.push(block);
    else groups.set(target.id, { target, blocks: [block] });
  }
  return groups.values();
}
