import path from 'node:path';
import { expandGlob, namesOf } from '../glob/expand-glob.ts';
import { compileGlobs, hasWildcard, type GlobRules } from '../glob/glob.ts';
import { chooseGlob, settleBrackets } from '../glob/locate-glob.ts';
import type { FoundFile } from '../read/inspect.ts';
import { isRefusal, type Refusal } from '../read/refusal.ts';
import { findNamed, whyHidden, type Walls } from './find-named.ts';

/** What a listing or a search looks at. */
export type Scope =
  | { readonly kind: 'file'; readonly file: FoundFile }
  | { readonly kind: 'folder' | 'glob'; readonly folder: string; readonly catches: GlobRules };

/** @param given - A file, a folder or a glob; `/` is the first root, since models call it so. */
export async function findScope(
  given: string,
  walls: Walls,
  signal: AbortSignal | undefined,
): Promise<Scope | Refusal> {
  const named = await findNamed(given === '/' ? '.' : given, walls);
  if (!isRefusal(named)) {
    if (!('folder' in named)) return { kind: 'file', file: named };
    return { kind: 'folder', folder: named.folder, catches: everything() };
  }
  if (named.reason !== MISSING || !hasWildcard(given)) return named;
  const glob = chooseGlob(given, walls.roots);
  if (isRefusal(glob)) return { ...glob, path: given };
  const base = await findNamed(glob.base, walls);
  if (isRefusal(base)) return { ...base, path: given };
  if (!('folder' in base)) return named;
  const pattern = await settleBrackets(glob.pattern, base.folder, walls.roots, signal);
  return { kind: 'glob', folder: base.folder, catches: compileGlobs([{ folders: [], pattern }]) };
}

const MISSING = 'does not exist';

function everything(): GlobRules {
  return compileGlobs([{ folders: [], pattern: '**' }]);
}

/**
 * The files of a scope that may be read, as far as is known without opening them, in the order of a walk.
 *
 * @param onHidden - Called for each one, or each folder, that is not shown.
 * @throws {DelegateError} `input` where there is too much to look through, `aborted`.
 */
export async function* filesOf(
  scope: Scope,
  walls: Walls,
  { signal, onHidden }: { signal: AbortSignal | undefined; onHidden?: () => void },
): AsyncGenerator<FoundFile> {
  if (scope.kind === 'file') {
    yield scope.file;
    return;
  }
  const closed = walls.closedFolders.map((folder) => ({ folders: namesOf(folder), pattern: '' }));
  const isOwnName = createNameCheck(walls);
  const search = { folder: scope.folder, catches: scope.catches, exclusions: compileGlobs(closed) };
  for await (const found of expandGlob(search, walls.roots, signal)) {
    if (isRefusal(found)) onHidden?.();
    else if (isOwnName(found) || (await whyHidden(found, walls)) === undefined) yield found;
    else onHidden?.();
  }
}

/** Tells files that are called as they are shown from those behind a link. Files of one folder come one after another. */
function createNameCheck({ roots }: Walls): (file: FoundFile) => boolean {
  let known = { folder: '', prefix: '' };
  return ({ path: shown, real }) => {
    const end = real.lastIndexOf(path.sep) + 1;
    const folder = real.slice(0, end);
    if (folder !== known.folder) known = { folder, prefix: roots.prefixIn(path.dirname(real)) };
    return shown === known.prefix + real.slice(end);
  };
}
