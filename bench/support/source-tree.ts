import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDERS = 400;
const FILES_PER_FOLDER = 50;
const LINES = 90;
/** In one file of a thousand. */
export const RARE_WORD = 'retryAfterMs';

/** 20,000 files of about 4 KB that read like source code: no two lines of one file are the same. */
export function makeSourceTree(root: string): void {
  writeFileSync(path.join(root, '.gitignore'), 'dist/\n*.log\nnode_modules/\n');
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const place = path.join(root, `packages/part-${folder % 20}`, `src/area-${folder}`);
    mkdirSync(place, { recursive: true });
    for (let number = 0; number < FILES_PER_FOLDER; number += 1) {
      writeFileSync(path.join(place, `module-${number}.ts`), textOf(folder * FILES_PER_FOLDER + number));
    }
  }
}

function textOf(file: number): string {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const value = (file * 7919 + line * 104_729) % 99_991;
    return line % 9 === 0
      ? `export function compute${value}(input: number): number {`
      : `  const value${line} = input * ${value} + offset(${line}); // of part ${value % 97}`;
  });
  if (file % 1000 === 17) lines[41] = `  const wait = response.${RARE_WORD} ?? 0; // HTTP 429`;
  return `${lines.join('\n')}\n`;
}
