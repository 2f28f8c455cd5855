import { isRefusal } from '../read/refusal.ts';
import type { Walls } from './find-named.ts';
import { counted, inBytes, refused, restCall, type ProjectResult } from './result.ts';
import { filesOf, findScope, type Scope } from './scope.ts';
import { addFile, drawTree, newBranch } from './tree.ts';

/** Lines of one page. */
const MAX_LINES = 200;

export interface ListCall {
  /** A file, a folder or a glob. */
  readonly path: string;
  /** Number of the first entry to show, from 1. */
  readonly from?: number | undefined;
}

interface ListOptions extends Walls {
  /** Folders besides the first root, as they are named in paths. */
  readonly otherRoots: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** A folder as a tree with sizes; what a glob matches as a list. */
export async function listFiles(call: ListCall, options: ListOptions): Promise<ProjectResult> {
  const scope = await findScope(call.path, options, options.signal);
  if (isRefusal(scope)) return refused(scope, 'List the folder above it, or search.');
  return scope.kind === 'folder' ? listFolder(scope, call, options) : listMatches(scope, call, options);
}

async function listFolder(scope: Scope, { path, from = 1 }: ListCall, options: ListOptions) {
  const root = newBranch();
  let hidden = 0;
  const prefix = 'folder' in scope ? options.roots.prefixIn(scope.folder) : '';
  for await (const file of filesOf(scope, options, {
    signal: options.signal,
    onHidden: () => (hidden += 1),
  })) {
    addFile(root, file.path.slice(prefix.length).split('/'), file.bytes);
  }
  const { lines, left } = drawTree(root, from, MAX_LINES);
  const isTop = prefix === '' && from === 1;
  return shown([
    `${prefix || 'The project'}: ${counted(root.count, 'file')}, ${inBytes(root.bytes)}${hiddenNote(hidden)}`,
    ...(lines.length === 0 ? [root.count === 0 ? '(nothing to show)' : `(no entry ${from})`] : lines),
    ...(isTop
      ? options.otherRoots.map((name) => `${name} (another folder of the project; list it by this name)`)
      : []),
    ...(left > 0
      ? [
          `${counted(left, 'more entry', 'more entries')}. ${restCall({ action: 'list', path, from: from + MAX_LINES })}`,
        ]
      : []),
  ]);
}

async function listMatches(scope: Scope, { path, from = 1 }: ListCall, options: ListOptions) {
  const page: string[] = [];
  let count = 0;
  let hidden = 0;
  for await (const file of filesOf(scope, options, {
    signal: options.signal,
    onHidden: () => (hidden += 1),
  })) {
    count += 1;
    if (count >= from && page.length < MAX_LINES) page.push(`${file.path} ${inBytes(file.bytes)}`);
  }
  const left = count - (from - 1) - page.length;
  return shown([
    `${path}: ${counted(count, 'file')}${hiddenNote(hidden)}`,
    ...page,
    ...(left > 0 && page.length > 0
      ? [`${counted(left, 'more file')}. ${restCall({ action: 'list', path, from: from + page.length })}`]
      : []),
  ]);
}

function hiddenNote(hidden: number): string {
  return hidden > 0 ? `; ${hidden} not shown (ignored by Git, secret, or links)` : '';
}

function shown(lines: readonly string[]): ProjectResult {
  return { text: lines.join('\n'), isRefused: false };
}
