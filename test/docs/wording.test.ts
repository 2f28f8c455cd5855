import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Words that only this project used, and what the field says instead. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/\b(go|goes|going|gone|went) on with\b/i, 'resume, continue'],
  [/\b(hand|hands|handed|handing) (over|back)\b/i, 'return, pass, emit'],
  [/\b(leave|leaves|left) out\b/i, 'skip, omit'],
  [/\bpass(es|ed) over\b/i, 'skip, ignore'],
  [/\bput up with\b/i, 'tolerate'],
  [/\bdoors?\b/i, 'interface'],
  [/\blet go of\b/i, 'abort'],
  [/\bslowest hundredth\b/i, 'p99'],
  [/\bmiddle half\b/i, 'IQR'],
  [/\bnot to be had\b/i, 'unavailable'],
  [/\btime-outs?\b/i, 'timeout'],
];

const PROSE = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SKILL.md',
  ...filesIn('docs'),
  ...filesIn('skill'),
];

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|ts)$/.test(name))
    .map((name) => path.join(folder, name));
}

function badWords(files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        INSTEAD.flatMap(([words, instead]) => {
          const [found] = words.exec(line) ?? [];
          return found ? [`${file}:${index + 1}: "${found}" (${instead})`] : [];
        }),
      ),
  );
}

test('pages use the terms of the field', () => {
  expect(PROSE.length).toBeGreaterThan(15);
  expect(badWords(PROSE)).toEqual([]);
});

test('messages and comments in the sources use the terms of the field', () => {
  expect(badWords(filesIn('src'))).toEqual([]);
});
