import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from '../../../src/secrets/content.ts';

export interface Source {
  readonly path: string;
  readonly text: string;
}

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Modules of this project as they are: each does something else. Sizes in bytes. */
export function writtenSources({ minBytes, maxBytes }: { minBytes: number; maxBytes: number }): Source[] {
  return readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => ({
      path: `src/${name.replaceAll(path.sep, '/')}`,
      text: readFileSync(path.join(ROOT, 'src', name), 'utf8'),
    }))
    .filter(({ text }) => text.length >= minBytes && text.length <= maxBytes)
    .filter((source) => findSecrets(source.text, source.path).length === 0);
}

/** As many as that, from all over the project. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length < count) throw new Error(`Only ${items.length} modules fit.`);
  return Array.from(
    { length: count },
    (_, place) => items[Math.floor((place * items.length) / count)],
  ).filter((item) => item !== undefined);
}
