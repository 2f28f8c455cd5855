import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { openChange, type Change } from '../../src/workspace/changes/change.ts';
import { recoverChanges, type RecoveredChange } from '../../src/workspace/changes/recover.ts';
import type { FileWrite } from '../../src/workspace/save/file-write.ts';
import { isRefusal } from '../../src/workspace/read/refusal.ts';
import { openRoots } from '../../src/workspace/roots.ts';
import { findTarget } from '../../src/workspace/save/save-target.ts';

/** What files become, by their paths; null removes one. */
export type Texts = Readonly<Record<string, string | null>>;

/** Writes from what is there now to new texts. */
export async function toWrites(root: string, texts: Texts): Promise<FileWrite[]> {
  const roots = openRoots([root]);
  return Promise.all(
    Object.entries(texts).map(async ([name, text]) => {
      const target = findTarget(name, roots, { stateDir: undefined });
      if (isRefusal(target)) throw new Error(`${name} ${target.reason}`);
      const file = path.join(root, name);
      const before = existsSync(file) ? readFileSync(file) : null;
      return { target, before, after: text === null ? null : Buffer.from(text) };
    }),
  );
}

/** Opens a change, writes, and closes it again. */
export async function change(
  { root, stateDir, id = 'r_1' }: { root: string; stateDir: string; id?: string },
  texts: Texts,
): Promise<Change> {
  const opened = await openChange({ stateDir, roots: [root], id });
  await opened.write(await toWrites(root, texts));
  await opened[Symbol.asyncDispose]();
  return opened;
}

/** All files below a folder with their texts, and empty folders with null. */
export function snapshot(root: string): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, full);
    if (entry.isSymbolicLink()) found[name] = `-> ${readlinkSync(full)}`;
    else if (!entry.isDirectory()) found[name] = readFileSync(full, 'utf8');
    else if (readdirSync(full).length === 0) found[name] = null;
  }
  return Object.fromEntries(Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

export function modeOf(...names: string[]): number {
  return statSync(path.join(...names)).mode & 0o777;
}

/** What a start does, where no check was under way. */
export function recover(options: { stateDir: string; roots: readonly string[] }): Promise<RecoveredChange[]> {
  return recoverChanges({ ...options, endCheck: () => Promise.reject(new Error('There was no check.')) });
}
