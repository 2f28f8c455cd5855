import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = new URL('../../..', import.meta.url);

/** A manifest of the repository, or at an absolute path, as a client reads it. */
export function readManifest(file: string): unknown {
  return JSON.parse(readFileSync(path.resolve(fileURLToPath(REPOSITORY), file), 'utf8'));
}
