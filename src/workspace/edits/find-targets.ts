import { stat } from 'node:fs/promises';
import path from 'node:path';
import { followLinks } from '../real-path.ts';
import { isRefusal } from '../read/refusal.ts';
import type { Roots } from '../roots.ts';
import { findTarget, type SaveTarget } from '../save/save-target.ts';
import type { EditTarget } from './plan-edits.ts';

/** A file that was sent whole. */
export interface SentFile {
  /** As it was shown. */
  readonly path: string;
  readonly text: string;
}

export interface FoundTargets {
  readonly targetOf: (path: string) => EditTarget;
  /** Where to write. */
  readonly placeOf: (id: string) => SaveTarget;
}

interface TargetOptions {
  readonly roots: Roots;
  /** Nothing is written there. */
  readonly stateDir: string;
}

const AT_ONCE = 32;

/**
 * Finds out which files the paths of an answer mean. One file may be spelled in several ways: which one it is, the
 * file system tells.
 */
export async function findTargets(
  paths: readonly string[],
  sent: readonly SentFile[],
  options: TargetOptions,
): Promise<FoundTargets> {
  const files = new Map<string, SentFile>();
  await inParallel(sent, async (file) => {
    const found = await locate(file.path, options);
    if ('place' in found) files.set(found.id, file);
  });
  const targets = new Map<string, EditTarget>();
  const places = new Map<string, SaveTarget>();
  await inParallel([...new Set(paths)], async (given) => {
    const found = await locate(given, options);
    if (!('place' in found)) {
      targets.set(given, { kind: 'refused', id: `refused ${given}`, path: given, reason: found.reason });
      return;
    }
    const { id, place } = found;
    places.set(id, place);
    targets.set(given, toTarget(id, place, files.get(id)));
  });
  return {
    targetOf: (given) => targets.get(given) ?? refused(given, 'cannot be used'),
    placeOf: (id) => places.get(id) as SaveTarget,
  };
}

function toTarget(id: string, place: SaveTarget, file: SentFile | undefined): EditTarget {
  if (place.mode === undefined) return { kind: 'absent', id, path: place.path };
  if (file) return { kind: 'sent', id, path: file.path, text: file.text };
  return { kind: 'refused', id, path: place.path, reason: 'exists, but was not sent whole' };
}

function refused(given: string, reason: string): EditTarget {
  return { kind: 'refused', id: `refused ${given}`, path: given, reason };
}

async function locate(
  given: string,
  { roots, stateDir }: TargetOptions,
): Promise<{ id: string; place: SaveTarget } | { reason: string }> {
  const place = await findTarget(given, roots, { stateDir });
  if (isRefusal(place)) return { reason: place.reason };
  return { id: await identify(place), place };
}

/**
 * The same for all spellings of one file: by the numbers that the file system gives it and its folder, and its name,
 * since links of one file have the same numbers but are replaced one by one.
 */
async function identify({ folder, name, mode }: SaveTarget): Promise<string> {
  const { real, rest } = await followLinks(folder);
  const numbers = [await numberOf(real), ...rest.map(foldNew)];
  if (mode === undefined) return [...numbers, foldNew(name)].join('/');
  return [...numbers, await numberOf(path.join(folder, name)), fold(name)].join('/');
}

async function numberOf(file: string): Promise<string> {
  const { dev, ino } = await stat(file, { bigint: true });
  return `${dev}:${ino}`;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Where the usual file systems take names that differ in case alone for one, before there is a file to ask about. */
function foldNew(name: string): string {
  return ['darwin', 'win32'].includes(process.platform) ? fold(name) : name;
}

async function inParallel<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(action));
  }
}
