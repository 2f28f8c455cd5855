import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { isInside } from './inside.ts';
import { outside, type Refusal } from './read/refusal.ts';
import { ignoresCase } from './ignores-case.ts';
import { realPathOf } from './real-path.ts';
import { windowsTrap } from './save/windows-names.ts';

interface Root {
  /** As configured, where it may be a link, and as it really is. */
  readonly names: readonly string[];
  readonly real: string;
  /** Comes before the paths of a further root, as in `docs//guide.md`; empty for the first. */
  readonly prefix: string;
  /** Whether its name means the same in capital and small letters; asked for what is not found by its very letters. */
  readonly ignoresCase: () => boolean;
}

/** A file that may be sent although it looks secret, while its bytes have this SHA-256. */
export interface AllowedFile {
  readonly path: string;
  readonly sha256: string;
}

export interface Roots {
  /**
   * The absolute path that a caller means, by its letters alone: the disk is not touched, so that a path
   * outside is refused without telling whether it is there (and without calling a Windows file server).
   */
  locate(given: string): string | Refusal;
  /** Whether a real path is inside. */
  holds(real: string): boolean;
  /** The root that a path is in. */
  rootOf(absolute: string): string;
  /**
   * Relative to its root, with forward slashes. In a further root the root's name and `//` come first,
   * which no relative path has inside; `locate` takes it back.
   */
  display(absolute: string): string;
  /** The SHA-256 with which a file may be sent although it looks secret. */
  allowedHash(real: string): string | undefined;
  /** What `display` puts before the names in a folder. */
  prefixIn(folder: string): string;
}

/** @throws {DelegateError} `configuration` when there is no folder to use. */
export function openRoots(folders: readonly string[], allowedFiles: readonly AllowedFile[] = []): Roots {
  const roots: Root[] = [];
  for (const folder of folders) {
    const given = path.resolve(folder);
    const real = realPathOf(given);
    if (real === undefined) continue;
    const same = roots.findIndex((root) => root.real === real);
    const known = roots[same];
    if (known) roots[same] = { ...known, names: [...known.names, given] };
    else
      roots.push({
        names: [given, real],
        real,
        prefix: prefixFor(real, roots),
        ignoresCase: () => ignoresCase(real),
      });
  }
  const [first] = roots;
  if (!first) throw noRoots(folders.length);

  const allowed = realPathsOf(allowedFiles);
  const findRoot = (absolute: string) => roots.find(({ real }) => isInside(real, absolute));
  const prefixIn = (folder: string) => {
    const { real, prefix } = findRoot(folder) ?? first;
    const names = path.relative(real, folder).split(path.sep).filter(Boolean);
    return prefix + names.map((name) => `${name}/`).join('');
  };
  return {
    locate(given) {
      if (!given.trim()) return { path: given, reason: 'is no path', next: 'Give a path or a glob.' };
      const trap = given.includes('\0') ? 'has a NUL character' : windowsTrap(given);
      if (trap) return { path: given, reason: trap, next: 'Give the plain path of a file.' };
      const labelled = roots.find(({ prefix }) => prefix && given.startsWith(prefix));
      const absolute = labelled
        ? path.resolve(labelled.real, `./${given.slice(labelled.prefix.length)}`)
        : path.resolve(first.names[0] ?? first.real, given);
      return findIn(roots, absolute) ?? outside(given);
    },
    allowedHash: (real) => allowed.get(real),
    holds: (real) => findRoot(real) !== undefined,
    rootOf: (absolute) => findRoot(absolute)?.real ?? first.real,
    display(absolute) {
      if (findRoot(absolute)?.real === absolute) return `${prefixIn(absolute)}.`;
      return prefixIn(path.dirname(absolute)) + path.basename(absolute);
    },
    prefixIn,
  };
}

function realPathsOf(files: readonly AllowedFile[]): Map<string, string> {
  return new Map(files.map(({ path: given, sha256 }) => [realPathOf(given) ?? given, sha256]));
}

/** A path under the real name of its root: first by the very letters, then by those that mean the same. */
function findIn(roots: readonly Root[], absolute: string): string | undefined {
  for (const plain of [(text: string) => text, sameLetters]) {
    for (const root of roots) {
      const fold = (text: string) => plain(text, root);
      const name = root.names.find((known) => isInside(fold(known), fold(absolute)));
      if (name === undefined) continue;
      const way = path.relative(fold(name), fold(absolute)).split(path.sep).filter(Boolean);
      const names = absolute.split(path.sep);
      return path.join(root.real, ...names.slice(names.length - way.length));
    }
  }
  return undefined;
}

function sameLetters(text: string, root: Root): string {
  const composed = text.normalize('NFC');
  return root.ignoresCase() ? composed.toLowerCase() : composed;
}

function prefixFor(real: string, before: readonly Root[]): string {
  if (before.length === 0) return '';
  const name = path.basename(real) || 'root';
  const taken = new Set(before.map(({ prefix }) => prefix));
  let prefix = `${name}//`;
  for (let number = 2; taken.has(prefix); number += 1) prefix = `${name}-${number}//`;
  return prefix;
}

function noRoots(configured: number): DelegateError {
  const what =
    configured === 0
      ? 'No folder is configured that files may be read from or written to, so files and save_to are off.'
      : 'None of the folders that files may be read from and written to (DEEPSEEK_ROOTS) exists.';
  const next =
    'Put the text into the prompt, or ask the user to set DEEPSEEK_ROOTS to the project folder and to restart the server.';
  return new DelegateError('configuration', what, next);
}
