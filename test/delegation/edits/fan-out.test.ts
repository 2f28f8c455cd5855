import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

const FILES = { 'a.ts': 'one\n', 'b.ts': 'one\n', 'c.ts': 'other\n', 'shared.md': 'one\n' };

/** Changes the file that comes last, or whatever the prompt names. */
function answer({ messages }: { messages: readonly { text: string }[] }): string {
  const text = messages.at(-1)?.text ?? '';
  const own = [...text.matchAll(/<file path="([^"]+)">/g)].at(-1)?.[1] ?? '';
  const path = text.includes('Change the shared file') ? 'shared.md' : own;
  return `${path}\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n`;
}

test('each item is changed or not, and the id of the fan-out takes back all', async () => {
  await using it = await openSession(FILES, { sandbox: { answer } });
  const result = await it.call('deepseek_stream', {
    prompt: 'Change it',
    for_each: ['*.ts'],
    save_format: 'edits',
  });

  expect(it.read('a.ts') + it.read('b.ts') + it.read('c.ts')).toBe('two\ntwo\nother\n');
  expect(textOf(result)).toMatch(/^3 files: 2 edited, 1 failed\.\n/);
  expect(textOf(result)).toMatch(/\| a\.ts \| changed a\.ts, \+1 −1 \|/);
  expect(receiptOf(result)).toMatchObject({
    status: 'incomplete',
    // As many as were sent: blocks that cannot be read are not sent back.
    attempts: it.sandbox.exchanges.length,
    edited: [{ path: 'a.ts' }, { path: 'b.ts' }],
  });
  await it.call('deepseek_stream', { run_id: receiptOf(result).run_id, undo: true });
  expect(it.read('a.ts') + it.read('b.ts')).toBe('one\none\n');
});

test('one that is resumed edits no file twice', async () => {
  await using it = await openSession(FILES, { sandbox: { answer } });
  const first = await it.call('deepseek_stream', {
    prompt: 'Change it',
    for_each: ['*.ts'],
    save_format: 'edits',
  });
  const requests = it.sandbox.exchanges.length;
  await it.call('deepseek_stream', { run_id: receiptOf(first).run_id });

  expect(it.read('a.ts')).toBe('two\n');
  // The item that failed, and its repair.
  expect(it.sandbox.exchanges.length - requests).toBeLessThanOrEqual(2);
});

test('files that all items share are not changed', async () => {
  await using it = await openSession(FILES, { sandbox: { answer } });
  const result = await it.call('deepseek_stream', {
    prompt: 'Change the shared file',
    for_each: ['a.ts'],
    files: ['shared.md'],
    save_format: 'edits',
  });

  expect(result.isError).toBe(true);
  expect(it.read('shared.md')).toBe('one\n');
});
