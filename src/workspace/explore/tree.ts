import { counted, inBytes } from './result.ts';

/** A folder of a listing, with all that is below it. */
export interface Branch {
  readonly folders: Map<string, Branch>;
  readonly files: { readonly name: string; readonly bytes: number }[];
  /** Of the files in it and below it. */
  count: number;
  bytes: number;
}

export function newBranch(): Branch {
  return { folders: new Map(), files: [], count: 0, bytes: 0 };
}

/** @param names - The path of a file, from the folder of the listing. */
export function addFile(root: Branch, names: readonly string[], bytes: number): void {
  let branch = root;
  for (const [place, name] of names.entries()) {
    branch.count += 1;
    branch.bytes += bytes;
    if (place === names.length - 1) {
      branch.files.push({ name, bytes });
      return;
    }
    const next = branch.folders.get(name) ?? newBranch();
    branch.folders.set(name, next);
    branch = next;
  }
}

/**
 * The entries of a folder, as an indented tree: folders are opened from the top down, as far as there is room; a
 * closed one says how much is in it.
 *
 * @param from - Number of the first entry of the folder itself, from 1.
 */
export function drawTree(root: Branch, from: number, maxLines: number): { lines: string[]; left: number } {
  const entries = root.folders.size + root.files.length;
  const shown = Math.min(maxLines, Math.max(0, entries - from + 1));
  const folderEntries = [...root.folders].slice(from - 1, from - 1 + shown);
  const open = chooseOpen(
    folderEntries.map(([, branch]) => branch),
    maxLines - shown,
  );
  const fileFrom = Math.max(0, from - 1 - root.folders.size);
  const files = root.files.slice(fileFrom, fileFrom + shown - folderEntries.length);
  const lines = [...folderEntries.flatMap((entry) => drawFolder(entry, open, 0)), ...drawFiles(files, 0)];
  return { lines, left: Math.max(0, entries - (from - 1) - shown) };
}

/** Breadth first, so that the overview comes before the details of one folder. */
function chooseOpen(first: readonly Branch[], room: number): ReadonlySet<Branch> {
  const open = new Set<Branch>();
  const waiting = [...first];
  let rest = room;
  for (let branch = waiting.shift(); branch; branch = waiting.shift()) {
    const size = branch.folders.size + branch.files.length;
    if (size > rest) continue;
    rest -= size;
    open.add(branch);
    waiting.push(...branch.folders.values());
  }
  return open;
}

function drawFolder([name, branch]: [string, Branch], open: ReadonlySet<Branch>, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (!open.has(branch))
    return [`${indent}${name}/ (${counted(branch.count, 'file')}, ${inBytes(branch.bytes)})`];
  return [
    `${indent}${name}/`,
    ...[...branch.folders].flatMap((entry) => drawFolder(entry, open, depth + 1)),
    ...drawFiles(branch.files, depth + 1),
  ];
}

function drawFiles(files: Branch['files'], depth: number): string[] {
  return files.map(({ name, bytes }) => `${'  '.repeat(depth)}${name} ${inBytes(bytes)}`);
}
