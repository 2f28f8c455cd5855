import { rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appendLine, followAppendedFile } from '../../src/state/appended-file.ts';
import { temporaryFolder } from '../support/folder.ts';

async function follow() {
  const folder = await temporaryFolder();
  const file = path.join(folder.path, 'lines');
  const source = followAppendedFile(file);
  const known: string[] = [];
  return {
    file,
    append: (line: string) => appendLine(file, `${line}\n`),
    /** All lines that a reader knows now. */
    read: () => {
      source.readMore(
        (line) => known.push(line),
        () => known.splice(0),
      );
      return [...known];
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('lines are read once, as they are added', async () => {
  await using it = await follow();
  const before = it.read();
  it.append('one');
  const first = it.read();
  it.append('two');

  expect([before, first, it.read(), it.read()]).toEqual([[], ['one'], ['one', 'two'], ['one', 'two']]);
});

test.for(['new', 'a new line that is longer', 'n'])(
  'a file that was emptied and then given %j is read anew, whatever its size',
  async (line) => {
    await using it = await follow();
    it.append('old');
    it.read();
    truncateSync(it.file);
    it.append(line);

    expect(it.read()).toEqual([line]);
  },
);

test('a file that was removed is empty, and one that takes its name is read anew', async () => {
  await using it = await follow();
  it.append('old');
  it.read();
  rmSync(it.file);
  const removed = it.read();
  it.append('new');

  expect([removed, it.read()]).toEqual([[], ['new']]);
});
