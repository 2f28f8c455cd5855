import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChanges, diffLines } from '../../../src/workspace/diff/diff-lines.ts';
import { makePatch, type PatchedFile } from '../../../src/workspace/diff/patch.ts';
import { folderWith } from '../../support/files.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', ''), { maxLength: 40 });

test('a difference leads from one text to the other, and keeps all lines where they are the same', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changes = diffLines(before, after);
      const result = before.slice();
      for (const { oldStart, oldEnd, newStart, newEnd } of changes.toReversed()) {
        result.splice(oldStart, oldEnd - oldStart, ...after.slice(newStart, newEnd));
      }
      expect(result).toEqual(after);
      expect(diffLines(before, before)).toEqual([]);
    }),
  );
});

test('lines are counted as they were added and removed', () => {
  expect(countChanges('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual({ added: 2, removed: 1 });
  expect(countChanges(null, 'a\nb')).toEqual({ added: 2, removed: 0 });
  expect(countChanges('a\n', null)).toEqual({ added: 0, removed: 1 });
  expect(countChanges('a', 'a\n')).toEqual({ added: 1, removed: 1 });
  expect(countChanges('a\n', 'a\r\n')).toEqual({ added: 1, removed: 1 });
  expect(countChanges('', '')).toEqual({ added: 0, removed: 0 });
});

test('long texts that differ in each line are counted as well, the same lines between them included', () => {
  const { added, removed } = countChanges(everyOther('old'), everyOther('new'));
  expect(added).toBe(removed);
  expect(added).toBeGreaterThanOrEqual(10_000);
});

function everyOther(mark: string): string {
  return Array.from({ length: 20_000 }, (_, place) =>
    place % 2 === 0 ? `${mark}${place % 7}` : 'same',
  ).join('\n');
}

const name = fc.constantFrom(
  'a.ts',
  'dir/b.ts',
  'with blank.txt',
  'quote".txt',
  'ümlaut.txt',
  'tab\t.txt',
  'back\\slash',
);
const text = fc
  .tuple(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .map(([all, end, isEnded, hasMark]) => (hasMark ? '\uFEFF' : '') + all.join(end) + (isEnded ? end : ''));
const patched = fc
  .uniqueArray(
    fc.record({
      path: name,
      before: fc.option(text),
      after: fc.option(text),
      isExecutable: fc.boolean(),
    }),
    { selector: ({ path: file }) => file, minLength: 1, maxLength: 5 },
  )
  .map((files) => files.filter(({ before, after }) => before !== after))
  .filter((files) => files.length > 0);

test('git applies a patch of any files', () => {
  fc.assert(
    fc.property(patched, (files) => {
      const root = folderWith({ 'other.txt': 'other\n', ...textsOf(files, 'before') });
      for (const { path: file, before, isExecutable } of files) {
        if (before !== null && isExecutable) chmodSync(path.join(root, file), 0o755);
      }
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: makePatch(files) });
      const outcome = files.map(({ path: file }) => {
        const full = path.join(root, file);
        if (!existsSync(full)) return null;
        return { text: readFileSync(full, 'utf8'), isExecutable: (statSync(full).mode & 0o100) !== 0 };
      });
      const expected = files.map(
        ({ after, isExecutable }) => after !== null && { text: after, isExecutable },
      );
      expect(outcome.map((file) => file ?? false)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

function textsOf(files: readonly PatchedFile[], side: 'before' | 'after'): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const file of files) if (file[side] !== null) texts[file.path] = file[side];
  return texts;
}

test('a patch shows what changed with three lines around it', () => {
  const before = Array.from({ length: 20 }, (_, place) => `line ${place + 1}\n`);
  const after = before.with(1, 'second\n').with(15, 'sixteenth\n');

  expect(makePatch([{ path: 'a.txt', before: before.join(''), after: after.join('') }])).toBe(
    [
      'diff --git a/a.txt b/a.txt',
      '--- a/a.txt',
      '+++ b/a.txt',
      '@@ -1,5 +1,5 @@',
      ' line 1',
      '-line 2',
      '+second',
      ' line 3',
      ' line 4',
      ' line 5',
      '@@ -13,7 +13,7 @@',
      ' line 13',
      ' line 14',
      ' line 15',
      '-line 16',
      '+sixteenth',
      ' line 17',
      ' line 18',
      ' line 19',
      '',
    ].join('\n'),
  );
});
