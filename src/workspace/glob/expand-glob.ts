import path from 'node:path';
import type { GlobRules } from './glob.ts';
import { readIgnoreRules } from './ignore/ignore-rules.ts';
import { walk, type WalkEntry } from './walk.ts';
import { inspect, isKernelFile, secretName, type FoundFile } from '../read/inspect.ts';
import { outside, type Refusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';
import { secretByName } from '../../secrets/names.ts';

export interface GlobSearch {
  /** The real path of the folder that the glob starts in, inside the roots. */
  readonly folder: string;
  readonly catches: GlobRules;
  /** As they apply at the top of the file system. */
  readonly exclusions: GlobRules;
}

/**
 * What a glob catches, as the walk comes upon it: files with their sizes, and what it would catch but skips.
 *
 * @throws {DelegateError} `input` where there is too much to look through, `aborted`.
 */
export async function* expandGlob(
  { folder, catches, exclusions: everywhere }: GlobSearch,
  roots: Roots,
  signal: AbortSignal | undefined,
): AsyncGenerator<FoundFile | Refusal> {
  const exclusions = enterFolder(everywhere, folder);
  if (!exclusions) return;
  const { rules, excluded } = await readIgnoreRules(folder, roots.rootOf(folder));
  if (excluded) {
    yield toRefusal(roots.display(excluded.folder), excluded.reason);
    return;
  }
  const toFound = createFinder(roots);
  for await (const entry of walk(folder, { rules, catches, exclusions, signal })) {
    const isStart = entry.kind === 'skipped' && entry.absolute === folder;
    yield isStart ? toRefusal(roots.display(folder), entry.reason) : toFound(entry);
  }
}

/** @returns Undefined where the folder is excluded, by itself or with one above it. */
function enterFolder(rules: GlobRules, folder: string): GlobRules | undefined {
  let entered = rules;
  for (const name of namesOf(folder)) {
    if (entered.find(name, true)) return undefined;
    entered = entered.enter(name);
  }
  return entered;
}

/** The names on the way from the top of the file system, as globs compare them. */
export function namesOf(absolute: string): string[] {
  return absolute
    .split(path.sep)
    .filter(Boolean)
    .map((name) => name.normalize('NFC'));
}

/** Files of one folder come one after another: what holds for all of them is found out once. */
function createFinder(roots: Roots): (entry: WalkEntry) => FoundFile | Refusal {
  let known = { start: '', prefix: '', root: '', isKernel: false };
  return (entry) => {
    const { absolute } = entry;
    const start = absolute.slice(0, absolute.lastIndexOf(path.sep) + 1);
    if (start !== known.start) {
      const folder = path.dirname(absolute);
      const [prefix, root] = [roots.prefixIn(folder), roots.rootOf(folder)];
      known = { start, prefix, root, isKernel: isKernelFile(absolute) };
    }
    const shown = known.prefix + absolute.slice(start.length);
    if (entry.kind === 'skipped') return toRefusal(shown, entry.reason);
    if (entry.kind === 'link') return lookBehind(absolute, roots);
    if (known.isKernel) return outside(shown);
    const kind = secretByName(absolute);
    const allowedHash = roots.allowedHash(absolute);
    if (kind && allowedHash === undefined) return secretName(shown, kind);
    return {
      path: shown,
      real: absolute,
      root: known.root,
      bytes: entry.bytes,
      allowedHash,
      secretKind: kind,
    };
  };
}

function lookBehind(link: string, roots: Roots): FoundFile | Refusal {
  const found = inspect(link, roots);
  return 'folder' in found ? toRefusal(roots.display(link), 'is a link to a folder') : found;
}

function toRefusal(shown: string, reason: string): Refusal {
  return { path: shown, reason, next: 'Give it by name if it is needed.' };
}
