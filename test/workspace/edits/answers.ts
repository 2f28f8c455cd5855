import { diffLines } from '../../../src/workspace/diff/diff-lines.ts';
import type { BlockFailure } from '../../../src/workspace/edits/block.ts';
import { choosePath } from '../../../src/workspace/edits/place-blocks.ts';
import { planEdits, type EditPlan, type EditTarget } from '../../../src/workspace/edits/plan-edits.ts';
import { readEdits } from '../../../src/workspace/edits/read-edits.ts';

type Files = Readonly<Record<string, string>>;

/** Reads an answer and applies it to files in memory, each of them sent whole. */
export function planFor(answer: string, files: Files): EditPlan {
  const { blocks, failures } = readEdits(answer, Object.keys(files));
  const chosen = blocks.map((placed) => choosePath(placed, (path) => path in files));
  const plan = planEdits(chosen, (path): EditTarget => {
    const text = files[path];
    return text === undefined ? { kind: 'absent', id: path, path } : { kind: 'sent', id: path, path, text };
  });
  return { ...plan, failures: [...failures, ...plan.failures] };
}

/** What the files are afterwards, as they were where anything fails; deleted ones are gone. */
export function applyTo(files: Files, answer: string): Files {
  const { edits, failures } = planFor(answer, files);
  const result = new Map(Object.entries(files));
  for (const { path, after } of failures.length > 0 ? [] : edits) {
    if (after === null) result.delete(path);
    else result.set(path, after);
  }
  return Object.fromEntries(result);
}

export function reasons(answer: string, files: Files): string[] {
  return planFor(answer, files).failures.map(
    ({ block: number, path, kind, reason }: BlockFailure) => `${number} ${path ?? '-'} ${kind}: ${reason}`,
  );
}

export function block(path: string, old: string, now: string): string {
  return `${path}\n<<<<<<< SEARCH\n${old}=======\n${now}>>>>>>> REPLACE\n`;
}

export function removal(path: string): string {
  return `${path}\n<<<<<<< DELETE\n>>>>>>> DELETE\n`;
}

/** The blocks that turn one text into another, each with as many lines around it as it takes to be found once. */
export function blocksFor(path: string, before: string, after: string): string[] {
  if (before === '') return after === '' ? [] : [block(path, '', ended(withoutEnds(after)))];
  const lines = withoutEnds(before);
  const newLines = withoutEnds(after);
  let changes = diffLines(lines, newLines).map((change) => ({ ...change }));
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const change of changes) {
      if (isUnique(lines, change.oldStart, change.oldEnd)) continue;
      isDone = false;
      if (change.oldStart > 0) {
        change.oldStart -= 1;
        change.newStart -= 1;
      }
      if (change.oldEnd < lines.length) {
        change.oldEnd += 1;
        change.newEnd += 1;
      }
    }
    changes = changes.reduce<typeof changes>((merged, change) => {
      const last = merged.at(-1);
      if (last && last.oldEnd >= change.oldStart) {
        last.oldEnd = Math.max(last.oldEnd, change.oldEnd);
        last.newEnd = Math.max(last.newEnd, change.newEnd);
        return merged;
      }
      return [...merged, change];
    }, []);
  }
  return changes.map(({ oldStart, oldEnd, newStart, newEnd }) =>
    block(path, ended(lines.slice(oldStart, oldEnd)), ended(newLines.slice(newStart, newEnd))),
  );
}

function withoutEnds(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function isUnique(lines: readonly string[], start: number, end: number): boolean {
  const sought = lines.slice(start, end);
  if (sought.length === 0) return false;
  const places = lines.filter((_, place) => sought.every((line, offset) => lines[place + offset] === line));
  return places.length === 1;
}
