import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readings, type Reading } from './spelling.ts';
import { exists, followLinks } from '../real-path.ts';
import type { Roots } from '../roots.ts';

/** The first way to read an entry by which something is there. */
export function locateAny(
  entry: string,
  roots: Roots,
): (Reading & { readonly absolute: string }) | undefined {
  for (const reading of readings(entry)) {
    const absolute = locateName(reading.path, roots);
    if (absolute !== undefined) return { ...reading, absolute };
  }
  return undefined;
}

/**
 * The absolute path of something that is there, found by name. Where its letters are there in another Unicode form
 * alone, as macOS writes them, that one is meant.
 */
export function locateName(given: string, roots: Roots): string | undefined {
  const absolute = roots.locate(given);
  if (typeof absolute !== 'string') return undefined;
  if (exists(absolute)) return absolute;
  if (absolute.normalize('NFD') === absolute.normalize('NFC')) return undefined;
  const root = roots.rootOf(absolute);
  let found = root;
  for (const name of path.relative(root, absolute).split(path.sep)) {
    const next = findChild(found, name, roots);
    if (next === undefined) return undefined;
    found = path.join(found, next);
  }
  return found;
}

function findChild(folder: string, name: string, roots: Roots): string | undefined {
  if (exists(path.join(folder, name))) return name;
  try {
    const { real, rest } = followLinks(folder);
    if (rest.length > 0 || !roots.holds(real)) return undefined;
    const composed = name.normalize('NFC');
    return readdirSync(real).find((child) => child.normalize('NFC') === composed);
  } catch {
    return undefined;
  }
}
