import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyTo, block, blocksFor, planFor, removal } from './answers.ts';

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'b', '}', '  a', '\ta', 'a ', 'return;') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('=======', '```', '# a.ts', 'b.ts:', '======', '<<<<<<< HEAD', '+a'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' ')) },
);
const lines = fc.array(line, { maxLength: 30 });

/** A file, what becomes of it by random edits, and its line end. */
const change = fc
  .record({
    before: lines,
    edits: fc.array(fc.record({ at: fc.nat(), remove: fc.nat(3), add: fc.array(line, { maxLength: 3 }) }), {
      maxLength: 5,
    }),
    end: fc.constantFrom('\n', '\r\n'),
    hasFinalNewline: fc.boolean(),
  })
  .map(({ before, edits, end, hasFinalNewline }) => {
    const after = [...before];
    for (const { at, remove, add } of edits) after.splice(at % (after.length + 1), remove, ...add);
    // A file of one line without a line end does not show which one it would have.
    const used = before.length > 1 ? end : '\n';
    const toText = (all: readonly string[]) => {
      const isOpen = !hasFinalNewline && all.at(-1) !== '' && all.length > 0;
      return all.map((text, place) => text + (isOpen && place === all.length - 1 ? '' : used)).join('');
    };
    return { before: toText(before), after: toText(after) };
  })
  .filter(
    ({ before, after }) => before === '' || after === '' || before.endsWith('\n') === after.endsWith('\n'),
  );

test('blocks made from a difference make that difference, in any order', () => {
  fc.assert(
    fc.property(change, change, fc.infiniteStream(fc.nat()), (one, other, random) => {
      const files = { 'one.ts': one.before, 'dir/other.ts': other.before };
      const blocks = [
        ...blocksFor('one.ts', one.before, one.after),
        ...blocksFor('dir/other.ts', other.before, other.after),
      ];
      const shuffled = blocks
        .map((text) => ({ text, rank: random.next().value }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ text }) => text);
      const { failures } = planFor(blocks.join('\n'), files);
      const expected = failures.length > 0 ? files : { 'one.ts': asKept(one), 'dir/other.ts': asKept(other) };

      // More than one in a block may be read in several ways: then nothing may happen, and nothing else either.
      const separators = blocks.join('').match(/^=======$/gm)?.length ?? 0;
      expect(separators > blocks.length ? [] : failures).toEqual([]);
      expect(applyTo(files, blocks.join('\n'))).toEqual(expected);
      expect(applyTo(files, shuffled.join('\n'))).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

/** A file that was empty gets the line end of most files. */
function asKept({ before, after }: { before: string; after: string }): string {
  if (before !== '' || after === '') return after;
  return `${after.replaceAll('\r\n', '\n').replace(/\n$/, '')}\n`;
}

const noise = fc.array(
  fc.oneof(
    fc.constantFrom(
      '<<<<<<< SEARCH',
      '=======',
      '>>>>>>> REPLACE',
      '>>>>>>> DELETE',
      '```ts',
      '```',
      'a.ts',
      '**a.ts**',
      '  <<<<<<< SEARCH',
      'nothing of the file',
      '',
    ),
    fc.string(),
  ),
  { maxLength: 40 },
);

test('noise changes nothing', () => {
  const files = { 'a.ts': 'first\nsecond\nthird\n' };
  fc.assert(
    fc.property(noise, (texts) => {
      expect(applyTo(files, texts.join('\n'))['a.ts']).toBe(files['a.ts']);
    }),
    { numRuns: 500 },
  );
});

test('a random cut of a right answer changes nothing or all of a block', () => {
  const files = { 'a.ts': 'a\nb\nc\n', 'b.ts': 'x\n' };
  const answer = [block('a.ts', 'a\n', '1\n'), block('new.ts', '', 'new\n'), removal('b.ts')].join('\n');
  fc.assert(
    fc.property(fc.nat(answer.length), (length) => {
      const after = applyTo(files, answer.slice(0, length));
      expect(['a\nb\nc\n', '1\nb\nc\n']).toContain(after['a.ts']);
      expect([undefined, 'new\n']).toContain(after['new.ts']);
      expect([undefined, 'x\n']).toContain(after['b.ts']);
    }),
  );
});
