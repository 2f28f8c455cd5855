import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ALPHABETS, createDraw } from './draw.ts';
import type { MadeFile } from './places.ts';

/**
 * Files as projects have them, written after the detection was: what it had not seen. `=== NAME` begins a file,
 * `{{ALPHABET LENGTH}}` is a random body.
 */
export function makeFieldFiles(name: 'with-secret' | 'ordinary', seed: number): MadeFile[] {
  const draw = createDraw(seed);
  const text = readFileSync(path.join(import.meta.dirname, 'field', `${name}.txt`), 'utf8');
  return text
    .split(/^=== /m)
    .filter(Boolean)
    .map((file) => {
      const [title = '', ...lines] = file.split('\n');
      return [
        title,
        lines
          .join('\n')
          .replace(/\{\{(\w+) (\d+)\}\}/g, (_, alphabet: string, length: string) =>
            fill(alphabet, Number(length)),
          ),
      ];
    });

  function fill(alphabet: string, length: number): string {
    const characters = Object.entries(ALPHABETS).find(([known]) => known === alphabet)?.[1];
    if (characters === undefined) throw new Error(`There is no alphabet "${alphabet}".`);
    // A password has a letter at its beginning and a digit or a symbol at its end.
    return alphabet === 'password'
      ? draw.text(ALPHABETS.letters, 1) + draw.text(characters, length - 2) + draw.text('0123456789!#', 1)
      : draw.text(characters, length);
  }
}
