import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

const NAME = 'src/Caf\u00E9.js';
const COMPOSED = NAME.normalize('NFC');
const DECOMPOSED = NAME.normalize('NFD');

// What is on disk, and what an agent writes: macOS has shown the one, models write the other.
const PAIRS = [
  ['NFD', DECOMPOSED, COMPOSED],
  ['NFC', COMPOSED, DECOMPOSED],
] as const;

test.for(PAIRS)('a file named in %s is read by its other form', async ([, onDisk, asked]) => {
  await using it = await openSession({ [onDisk]: 'const total = 1;\n' });
  const result = await it.call('deepseek_chat', { prompt: 'Review.', files: [asked] });

  expect(receiptOf(result).files).toHaveLength(1);
  expect(it.sent(0).at(-1)?.content).toContain('const total = 1;');
});

test.for(PAIRS)('a file named in %s is edited by its other form, and undone', async ([, onDisk, asked]) => {
  await using it = await openSession({ [onDisk]: 'const total = 1;\n' });
  const edit = { prompt: 'Rename total to sum.', files: [asked], save_format: 'edits' };
  const result = await it.call('deepseek_stream', edit);
  const { edited, run_id } = receiptOf(result);

  expect(edited).toMatchObject([{ action: 'changed' }]);
  // No second file beside it.
  expect(readdirSync(path.join(it.root, 'src'))).toEqual([path.basename(onDisk)]);
  expect(it.read(onDisk)).toBe('const sum = 1;\n');
  await it.call('deepseek_stream', { run_id, undo: true });
  expect(it.read(onDisk)).toBe('const total = 1;\n');
});

test('another case is another file where the file system says so, and the same one where it does not', async () => {
  await using it = await openSession({ 'src/cart.js': 'const total = 1;\n' });
  const isSame = existsSync(path.join(it.root, 'SRC', 'CART.JS'));
  const result = await it.call('deepseek_chat', { prompt: 'Review.', files: ['SRC/CART.JS'] });

  expect(result.isError === true).toBe(!isSame);
  expect(it.sandbox.exchanges).toHaveLength(isSame ? 1 : 0);
  expect(textOf(result)).toContain(isSame ? 'sandbox' : 'CART.JS');
});
