import { statSync } from 'node:fs';
import path from 'node:path';
import { createPause } from '../pause.ts';
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
  const pause = createPause();
  for (const file of sent) {
    const found = locate(file.path, options);
    if ('place' in found) files.set(found.id, file);
    await pause();
  }
  const targets = new Map<string, EditTarget>();
  const places = new Map<string, SaveTarget>();
  for (const given of new Set(paths)) {
    const found = locate(given, options);
    if ('place' in found) {
      const { id, place } = found;
      places.set(id, place);
      targets.set(given, toTarget(id, place, files.get(id)));
    } else targets.set(given, refused(given, found.reason));
    await pause();
  }
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

function locate(
  given: string,
  { roots, stateDir }: TargetOptions,
): { id: string; place: SaveTarget } | { reason: string } {
  const place = findTarget(given, roots, { stateDir });
  if (isRefusal(place)) return { reason: place.reason };
  return { id: identify(place), place };
}

/**
 * The same for all spellings of one file: by the numbers that the file system gives it and its folder, and its name,
 * since links of one file have the same numbers but are replaced one by one.
 */
function identify({ folder, name, mode }: SaveTarget): string {
  const { real, rest } = followLinks(folder);
  const numbers = [numberOf(real), ...rest.map(foldNew)];
  if (mode === undefined) return [...numbers, foldNew(name)].join('/');
  return [...numbers, numberOf(path.join(folder, name)), fold(name)].join('/');
}

function numberOf(file: string): string {
  const { dev, ino } = statSync(file, { bigint: true });
  return `${dev}:${ino}`;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Where the usual file systems take names that differ in case alone for one, before there is a file to ask about. */
function foldNew(name: string): string {
  return ['darwin', 'win32'].includes(process.platform) ? fold(name) : name;
}
