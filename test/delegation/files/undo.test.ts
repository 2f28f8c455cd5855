import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { write } from '../../support/files.ts';
import { openSession, type Session } from '../../support/project.ts';
import { receiptOf, textOf } from '../../support/results.ts';

const undo = (it: Session, run_id: string | null) => it.call('deepseek_stream', { run_id, undo: true });

test('a file that a run saved is taken back, with the folders that it made', async () => {
  await using it = await openSession({ 'a.md': 'mine' }, { sandbox: { answer: () => 'new' } });
  const { run_id } = receiptOf(await it.call('deepseek_stream', { prompt: 'x', save_to: 'docs/deep/b.md' }));
  expect(it.read('docs/deep/b.md')).toBe('new');
  const undone = await undo(it, run_id);

  expect(textOf(undone)).toMatch(/^Undid run r_\S+: 1 file is as before it\.\ndocs\/deep\/b\.md\n/);
  expect(it.list()).toEqual(['a.md']);
  expect(it.exists('docs')).toBe(false);
});

test('a file that a run replaced is put back, byte for byte', async () => {
  const before = Buffer.from('\uFEFFmine\r\n');
  await using it = await openSession({ 'a.md': before }, { sandbox: { answer: () => 'new\n' } });
  const call = { prompt: 'x', save_to: 'a.md', overwrite: true };
  const { run_id } = receiptOf(await it.call('deepseek_stream', call));
  expect(it.read('a.md')).toBe('\uFEFFnew\r\n');
  await undo(it, run_id);

  expect(it.read('a.md')).toBe(before.toString());
  expect(textOf(await undo(it, run_id))).toMatch(/has been undone already/);
});

test('a file that was changed since is left alone', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'new' } });
  const { run_id } = receiptOf(await it.call('deepseek_stream', { prompt: 'x', save_to: 'b.md' }));
  write(it.root, { 'b.md': 'improved' });
  const undone = await undo(it, run_id);

  expect(undone.isError).toBe(true);
  expect(textOf(undone)).toMatch(/^"b\.md" is no longer as run/);
  expect(it.read('b.md')).toBe('improved');
});

test('what was saved beside the target is taken back as well', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'I would rather not.' } });
  const call = { prompt: 'x', save_to: 'a.ts', save_format: 'code' };
  const { run_id } = receiptOf(await it.call('deepseek_stream', call));
  expect(it.list()).toEqual(['a.ts.incomplete']);
  await undo(it, run_id);

  expect(it.list()).toEqual([]);
});

test('a patch that was written instead of changing files is taken back', async () => {
  const answer = 'a.ts\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n';
  await using it = await openSession({ 'a.ts': 'one\n' }, { sandbox: { answer: () => answer } });
  const call = { prompt: 'x', files: ['a.ts'], save_format: 'edits', save_to: 'out.patch' };
  const { run_id } = receiptOf(await it.call('deepseek_stream', call));
  expect(it.list()).toEqual(['a.ts', 'out.patch']);
  await undo(it, run_id);

  expect(it.list()).toEqual(['a.ts']);
});

test('all files of a fan-out are taken back by its id, or none', async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`in/${index}.md`, `${index}`]));
  await using it = await openSession(files, { sandbox: { answer: () => 'new' } });
  const call = { prompt: 'x', for_each: ['in/*.md'], save_to: 'out/{name}.txt', overwrite: true };
  write(it.root, { 'out/3.txt': 'old' });
  const { run_id } = receiptOf(await it.call('deepseek_stream', call));
  expect(it.list()).toHaveLength(24);
  write(it.root, { 'out/7.txt': 'improved' });
  const refused = await undo(it, run_id);
  expect(textOf(refused)).toMatch(/^"out\/7\.txt" is no longer/);
  expect(it.list()).toHaveLength(24);
  write(it.root, { 'out/7.txt': 'new' });
  const undone = await undo(it, run_id);

  expect(textOf(undone)).toMatch(/: 12 files are as before it\./);
  expect(it.list()).toEqual([...Object.keys(files), 'out/3.txt'].toSorted());
  expect(it.read('out/3.txt')).toBe('old');
});

test('an answer is saved although nothing can be kept for its undo', async () => {
  await using it = await openSession({}, { sandbox: { answer: () => 'new' } });
  await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md' });
  const changes = path.join(it.environment['DEEPSEEK_STATE_DIR'] ?? '', 'changes');
  expect(existsSync(changes)).toBe(true);
  rmSync(changes, { recursive: true });
  writeFileSync(changes, 'in the way');
  const saved = await it.call('deepseek_stream', { prompt: 'y', save_to: 'b.md' });

  expect(saved.isError).toBeFalsy();
  expect(it.read('b.md')).toBe('new');
});

test('a file that appears while the answer is made is not replaced, overwrite or not', async () => {
  let isAsked = false;
  await using it = await openSession(
    {},
    {
      sandbox: {
        answer: () => {
          if (!isAsked) write(it.root, { 'a.md': 'of somebody else' });
          isAsked = true;
          return 'new';
        },
      },
    },
  );
  const result = await it.call('deepseek_stream', { prompt: 'x', save_to: 'a.md', overwrite: true });

  expect(it.read('a.md')).toBe('of somebody else');
  expect(it.read('a.md.new')).toBe('new');
  expect(textOf(result)).toMatch(/"a\.md" was changed by somebody else/);
});

test('an undo follows no link that has come into the place of a folder', async () => {
  await using it = await openSession({ 'b/a.md': 'mine' }, { sandbox: { answer: () => 'new' } });
  const call = { prompt: 'x', save_to: 'a/a.md' };
  const { run_id } = receiptOf(await it.call('deepseek_stream', call));
  rmSync(path.join(it.root, 'a'), { recursive: true });
  write(it.root, { 'b/a.md': 'new' });
  symlinkSync('b', path.join(it.root, 'a'));
  await undo(it, run_id);

  expect(it.read('b/a.md')).toBe('new');
});
