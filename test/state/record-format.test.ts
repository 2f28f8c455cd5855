import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { defineRecords } from '../../src/state/record-format.ts';

const schema = z.object({ kind: z.literal('note'), text: z.string() });
const records = defineRecords({ version: 2, schema });

test('what is formatted is read again, and any change of a character is noticed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (text, at, other) => {
        const line = records.format({ kind: 'note', text }).trimEnd();
        expect(records.parse(line)).toEqual({ entry: { kind: 'note', text } });
        const place = at % line.length;
        const changed = line.slice(0, place) + other + line.slice(place + 1);
        const { entry } = records.parse(changed);
        expect(entry === undefined || changed === line).toBe(true);
      },
    ),
  );
});

test('a cut-off line is never read as a whole one', () => {
  const line = records.format({ kind: 'note', text: 'Größe 漢字 😀' });
  for (let length = 0; length < line.length - 1; length += 1) {
    expect(records.parse(line.slice(0, length))).toEqual({ unreadable: 'damaged' });
  }
});

test.for([
  ['{"kind":"note","version":3,"text":"x"}', 'newer'],
  ['{"version":99}', 'newer'],
  ['{"kind":"note","version":1,"text":"x"}', 'damaged'],
  ['{"kind":"note","version":"2","text":"x"}', 'damaged'],
  ['{"kind":"note","text":"x"}', 'damaged'],
  ['{"v":1,"text":"x"}', 'damaged'],
  ['[]', 'damaged'],
  ['null', 'damaged'],
  ['', 'damaged'],
] as const)('%s is %s', ([line, unreadable]) => {
  expect(records.parse(line)).toEqual({ unreadable });
});

test('records of 0.1.0 are upgraded, and later ones of that form are newer', () => {
  const upgraded = defineRecords({
    version: 2,
    schema,
    upgrade: ({ said }) => ({ kind: 'note', text: said }),
  });

  expect(upgraded.parse('{"v":1,"said":"x"}')).toEqual({ entry: { kind: 'note', text: 'x' } });
  expect(upgraded.parse('{"v":1}')).toEqual({ unreadable: 'damaged' });
  expect(upgraded.parse('{"v":2,"said":"x"}')).toEqual({ unreadable: 'newer' });
});
