import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from '../../../src/secrets/content.ts';

/** A page that a person wrote: the README of an installed package. */
export interface Page {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** One sentence, by its author. */
  readonly purpose: string;
}

const PACKAGES = path.resolve(import.meta.dirname, '../../../node_modules');

/** Pages by different authors, each unlike the others in structure and style. Sizes in bytes. */
export function writtenPages(
  folder: string,
  count: number,
  { minBytes, maxBytes }: { minBytes: number; maxBytes: number },
): Page[] {
  const families = new Set<string>();
  const pages: Page[] = [];
  for (const name of packageNames()) {
    // Packages of one author share their names' beginning, and often a template.
    const family = name.startsWith('@') ? (name.split('/')[0] ?? '') : name.slice(0, 4);
    const page = families.has(family) ? undefined : readPage(folder, name);
    if (!page || page.text.length < minBytes || page.text.length > maxBytes) continue;
    families.add(family);
    pages.push(page);
  }
  if (pages.length < count) throw new Error(`Only ${pages.length} installed packages have such a README.`);
  return pages.slice(0, count);
}

function packageNames(): string[] {
  return readdirSync(PACKAGES)
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(path.join(PACKAGES, name)).map((inner) => `${name}/${inner}`)
        : [name],
    )
    .filter((name) => !name.startsWith('.'))
    .toSorted();
}

function readPage(folder: string, name: string): Page | undefined {
  const [page, manifest] = ['README.md', 'package.json'].map((file) => path.join(PACKAGES, name, file));
  if (!page || !manifest || !existsSync(page) || !existsSync(manifest)) return undefined;
  const text = `${readFileSync(page, 'utf8').trim()}\n`;
  const { description } = JSON.parse(readFileSync(manifest, 'utf8')) as { description?: string };
  const isUsable = description && !text.includes('\r') && findSecrets(text).length === 0;
  const slug = name.replace('@', '').replace('/', '-');
  return isUsable ? { name: slug, path: `${folder}/${slug}.md`, text, purpose: description } : undefined;
}

/** Lines of running text, outside of code. */
export function proseOf(lines: readonly string[]): string[] {
  return lines.filter((_, place) => isProse(lines, place));
}

/** A stand-in for the translation of a page: the words of its sentences in reverse, as many tokens as before. */
export function translated(lines: readonly string[]): string {
  return lines
    .map((line, place) => (isProse(lines, place) ? line.split(' ').toReversed().join(' ') : line))
    .join('\n');
}

/** A stand-in for what a reader would note: the last sentence that restricts something, word for word. */
export function caveatOf(lines: readonly string[]): string {
  const prose = proseOf(lines);
  const found = prose.findLast((line) => /\b(?:not|only|must|never|require[sd]?|unless)\b/i.test(line));
  return (found ?? prose.at(-1) ?? '').trim();
}

function isProse(lines: readonly string[], place: number): boolean {
  const fences = lines.slice(0, place).filter((line) => /^\s*(?:```|~~~)/.test(line)).length;
  return fences % 2 === 0 && /^[A-Z][\w'’]* \S/.test(lines[place] ?? '');
}
