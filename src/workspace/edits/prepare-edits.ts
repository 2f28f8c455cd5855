import { readCurrent } from '../changes/current-file.ts';
import type { FileWrite } from '../save/file-write.ts';
import { countChanges } from '../diff/diff-lines.ts';
import { makePatch } from '../diff/patch.ts';
import { openRoots, type Roots } from '../roots.ts';
import type { SaveTarget } from '../save/save-target.ts';
import { fail, type BlockFailure, type PlacedBlock } from './block.ts';
import { findTargets, type SentFile } from './find-targets.ts';
import { findUnanswered } from './find-unanswered.ts';
import { choosePath } from './place-blocks.ts';
import { planEdits, type EditTarget, type FileEdit } from './plan-edits.ts';
import { readEdits } from './read-edits.ts';

export interface PreparedEdit {
  /** As it is shown. */
  readonly path: string;
  readonly action: 'created' | 'changed' | 'deleted';
  readonly added: number;
  readonly removed: number;
  readonly write: FileWrite;
  /** What makes it. */
  readonly blocks: readonly PlacedBlock[];
}

export interface PreparedEdits {
  /** By path. None where a block fails: all is applied or nothing. */
  readonly edits: readonly PreparedEdit[];
  /** By block. */
  readonly failures: readonly BlockFailure[];
  /** Blocks that can be applied, for a second answer that corrects the others. */
  readonly matched: readonly PlacedBlock[];
  /** Blocks that cannot be applied, each of which a second answer has to correct. */
  readonly failed: readonly PlacedBlock[];
  /** Whether the answer has any edits, of whatever kind. */
  readonly hasEdits: boolean;
}

export interface EditOptions {
  /** The first is where relative paths start. */
  readonly roots: readonly string[];
  readonly stateDir: string;
  /** Files that may be changed, as they were sent. */
  readonly sent: readonly SentFile[];
  /** The blocks of an earlier answer that this one corrects. */
  readonly earlier?: Pick<PreparedEdits, 'matched' | 'failed'>;
}

/**
 * Works out what an answer makes of the files. Nothing is written.
 *
 * @throws {DelegateError} `configuration` where there are no roots.
 */
export async function prepareEdits(
  answer: string,
  { roots: folders, stateDir, sent, earlier = NONE }: EditOptions,
): Promise<PreparedEdits> {
  const roots = openRoots(folders);
  const read = readEdits(
    answer,
    sent.map((file) => file.path),
  );
  const before = [...earlier.matched, ...earlier.failed];
  const shift = before.reduce((most, { number }) => Math.max(most, number), 0);
  const added = read.blocks.map((block) => ({ ...block, number: block.number + shift }));
  const given = [...earlier.matched, ...added];
  const paths = [...earlier.failed, ...given].flatMap(({ path, otherwise }) => [path, ...otherwise]);
  const { targetOf, placeOf } = await findTargets(paths, sent, { roots, stateDir });
  const blocks = given.map((block) => choosePath(block, (path) => targetOf(path).kind !== 'absent'));
  const current = await readTargets(
    blocks.map(({ path }) => targetOf(path)),
    placeOf,
    roots,
  );
  const isConflict = (block: PlacedBlock) => current.get(targetOf(block.path).id) === 'changed';
  const conflicts = blocks.filter(isConflict);
  const plan = planEdits(
    blocks.filter((block) => !isConflict(block)),
    targetOf,
  );
  const rejected = [
    ...read.failures.map((failure) => ({ ...failure, block: failure.block + shift })),
    ...plan.failures,
    ...conflicts.map((block) => fail(block, 'conflict', CHANGED)),
  ].toSorted((one, other) => one.block - other.block);
  const unanswered = findUnanswered(
    earlier.failed,
    plan.matched.filter(({ number }) => number > shift),
    (one, other) => targetOf(one.path).id === targetOf(other.path).id,
  ).map((block) => fail(block, 'mismatch', UNANSWERED));
  const failures = rejected.length > 0 ? rejected : unanswered;
  const edits = plan.edits.map((edit) => {
    const bytes = current.get(edit.id);
    const own = blocks.filter(({ path }) => targetOf(path).id === edit.id);
    return { ...toPrepared(edit, placeOf(edit.id), Buffer.isBuffer(bytes) ? bytes : null), blocks: own };
  });
  const numbers = new Set(failures.map(({ block }) => block));
  return {
    edits: failures.length > 0 ? [] : edits,
    failures,
    matched: plan.matched,
    failed: blocks.filter(({ number }) => numbers.has(number)),
    hasEdits: blocks.length + read.failures.length > 0,
  };
}

const NONE = { matched: [], failed: [] };
const UNANSWERED = 'could not be applied, and the second answer leaves it out';
const CHANGED = 'is for a file that somebody else has changed since it was sent';

/** The bytes of each file that was sent, as long as it is as it was sent. */
async function readTargets(
  targets: readonly EditTarget[],
  placeOf: (id: string) => SaveTarget,
  roots: Roots,
): Promise<Map<string, Buffer | 'changed'>> {
  const current = new Map<string, Buffer | 'changed'>();
  for (const target of targets) {
    if (target.kind !== 'sent' || current.has(target.id)) continue;
    const place = placeOf(target.id);
    const file = await readCurrent(place, roots.rootOf(place.folder));
    current.set(target.id, file && holdsText(file.bytes, target.text) ? file.bytes : 'changed');
  }
  return current;
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function hasMark(bytes: Buffer): boolean {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** Files are sent without their byte order mark. */
function holdsText(bytes: Buffer, text: string): boolean {
  return (hasMark(bytes) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes).equals(Buffer.from(text));
}

function toPrepared(edit: FileEdit, target: SaveTarget, before: Buffer | null): Omit<PreparedEdit, 'blocks'> {
  const mark = before && hasMark(before) ? [BYTE_ORDER_MARK] : [];
  const after = edit.after === null ? null : Buffer.concat([...mark, Buffer.from(edit.after)]);
  return {
    path: edit.path,
    action: before === null ? 'created' : after === null ? 'deleted' : 'changed',
    ...countChanges(edit.before, edit.after),
    write: { target, before, after },
  };
}

/** A unified diff of edits that `git apply` takes. */
export function patchOf(edits: readonly PreparedEdit[]): string {
  return makePatch(
    edits.map(({ path, write: { target, before, after } }) => ({
      path,
      before: before && before.toString('utf8'),
      after: after && after.toString('utf8'),
      isExecutable: ((target.mode ?? 0) & 0o100) !== 0,
    })),
  );
}
