import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { World } from '../world.ts';

export const FILES = 12;
const FILE_BYTES = 9768;
export const [FROM, TO] = ['const limit = 10;', 'const limit = 20;'] as const;

const TEXTS = Array.from({ length: FILES }, (_, file) => moduleText(file, FILE_BYTES));

export function changePaths({ project }: World): string[] {
  return TEXTS.map((_, file) => path.join(project, 'src', `module-${file}.js`));
}

export async function writeFilesToChange(world: World): Promise<void> {
  await mkdir(path.join(world.project, 'src'));
  for (const [place, file] of changePaths(world).entries()) await writeFile(file, TEXTS[place] ?? '');
}

/** How many files are as they should be after the change, and how many as they were before. */
export async function countChanged(world: World): Promise<{ changed: number; untouched: number }> {
  const after = await Promise.all(changePaths(world).map((file) => readFile(file, 'utf8')));
  return {
    changed: after.filter((text, place) => text === TEXTS[place]?.replace(FROM, TO)).length,
    untouched: after.filter((text, place) => text === TEXTS[place]).length,
  };
}

/** Lines that all differ, with one among them that is to be changed. */
export function moduleText(file: number, bytes: number): string {
  const lines = [`// Module ${file}`];
  for (let line = 0; lines.join('\n').length < bytes - 60; line += 1) {
    lines.push(line === 8 ? FROM : `const value${line} = input * ${line * 7919 + file};`);
  }
  const text = lines.join('\n');
  return `${text}\n//${'.'.repeat(bytes - text.length - 4)}\n`;
}
