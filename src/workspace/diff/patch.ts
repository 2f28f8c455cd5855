import { diffLines, linesOf, type Change } from './diff-lines.ts';

/** A file before and after; null where there is none. */
export interface PatchedFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether the file can be executed: Git knows no other permissions. */
  readonly isExecutable?: boolean;
}

const CONTEXT = 3;

/** A unified diff of several files that `git apply` takes. Empty where nothing differs. */
export function makePatch(files: readonly PatchedFile[]): string {
  return files.map(patchFile).join('');
}

function patchFile({ path, before, after, isExecutable = false }: PatchedFile): string {
  if (before === after) return '';
  const [oldName, newName] = [quoteName(`a/${path}`), quoteName(`b/${path}`)];
  const mode = isExecutable ? '100755' : '100644';
  const header = [`diff --git ${oldName} ${newName}`];
  if (before === null) header.push(`new file mode ${mode}`);
  if (after === null) header.push(`deleted file mode ${mode}`);
  const hunks = makeHunks(linesOf(before ?? ''), linesOf(after ?? ''));
  if (hunks.length > 0) {
    header.push(`--- ${before === null ? '/dev/null' : withTab(oldName)}`);
    header.push(`+++ ${after === null ? '/dev/null' : withTab(newName)}`);
  }
  return [...header, ''].join('\n') + hunks.join('');
}

function makeHunks(before: readonly string[], after: readonly string[]): string[] {
  const groups: Change[][] = [];
  for (const change of diffLines(before, after)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && change.oldStart - last.oldEnd <= CONTEXT * 2) group.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => makeHunk(group, before, after));
}

function makeHunk(group: readonly Change[], before: readonly string[], after: readonly string[]): string {
  const [first, last] = [group[0] as Change, group.at(-1) as Change];
  const lead = Math.min(CONTEXT, first.oldStart);
  const trail = Math.min(CONTEXT, before.length - last.oldEnd);
  const [oldStart, newStart] = [first.oldStart - lead, first.newStart - lead];
  const oldCount = last.oldEnd + trail - oldStart;
  const newCount = last.newEnd + trail - newStart;
  const body: string[] = [];
  let next = oldStart;
  for (const change of group) {
    body.push(...marked(' ', before.slice(next, change.oldStart)));
    body.push(...marked('-', before.slice(change.oldStart, change.oldEnd)));
    body.push(...marked('+', after.slice(change.newStart, change.newEnd)));
    next = change.oldEnd;
  }
  body.push(...marked(' ', before.slice(next, next + trail)));
  return `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@\n${body.join('')}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map(
    (line) => `${mark}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`,
  );
}

/** Lines count from 1; a range without lines names the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
}

/** In the manner of C, as Git does, where a name would break the line or the quotes. */
function quoteName(name: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  const escaped = name.replace(/["\\]/g, '\\$&').replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}

/** A blank in a name would end it, but for a tab after it. */
function withTab(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}
