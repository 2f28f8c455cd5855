import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { isInside } from './inside.ts';
import { outside, type Refusal } from './read/refusal.ts';
import { windowsTrap } from './save/windows-names.ts';

interface Root {
  /** As configured; it may be a link. */
  readonly given: string;
  readonly real: string;
  /** Stands before the paths of a further root, as in `docs//guide.md`; empty for the first. */
  readonly prefix: string;
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
}

/** @throws {DelegateError} `configuration` when there is no folder to use. */
export async function openRoots(folders: readonly string[]): Promise<Roots> {
  const roots: Root[] = [];
  for (const folder of folders) {
    const given = path.resolve(folder);
    const real = await realpath(given).catch(() => undefined);
    if (real !== undefined) roots.push({ given, real, prefix: prefixFor(real, roots) });
  }
  const [first] = roots;
  if (!first) throw noRoots(folders.length);

  const findRoot = (absolute: string) => roots.find(({ real }) => isInside(real, absolute));
  return {
    locate(given) {
      if (!given.trim()) return { path: given, reason: 'is no path', next: 'Give a path or a glob.' };
      const trap = given.includes('\0') ? 'has a NUL character' : windowsTrap(given);
      if (trap) return { path: given, reason: trap, next: 'Give the plain path of a file.' };
      const labelled = roots.find(({ prefix }) => prefix && given.startsWith(prefix));
      const absolute = labelled
        ? path.resolve(labelled.real, `./${given.slice(labelled.prefix.length)}`)
        : path.resolve(first.given, given);
      for (const root of roots) {
        if (isInside(root.given, absolute)) return path.join(root.real, path.relative(root.given, absolute));
        if (isInside(root.real, absolute)) return absolute;
      }
      return outside(given);
    },
    holds: (real) => findRoot(real) !== undefined,
    rootOf: (absolute) => findRoot(absolute)?.real ?? first.real,
    display(absolute) {
      const { real, prefix } = findRoot(absolute) ?? first;
      return prefix + (path.relative(real, absolute).split(path.sep).join('/') || '.');
    },
  };
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
