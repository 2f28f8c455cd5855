import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openChange } from '../../../src/workspace/changes/change.ts';
import { undoChange } from '../../../src/workspace/changes/undo.ts';
import { FilesChanged } from '../../../src/workspace/save/file-write.ts';
import { folder, folderWith, refusal, write } from '../../support/files.ts';
import { change, modeOf, recover, snapshot, toWrites } from '../../support/change-world.ts';

const OLD = { 'a.ts': 'a\n', 'dir/b.ts': 'b\n', 'c.ts': 'c\n' };
const NEW = { 'a.ts': 'A\n', 'dir/b.ts': 'B\n', 'c.ts': null, 'new/deep/d.ts': 'd\n' };

function world(files: Readonly<Record<string, string>> = OLD) {
  const [root, stateDir] = [folderWith(files), path.join(folder(), 'state')];
  return { root, stateDir, undo: () => undoChange({ stateDir, roots: [root], id: 'r_1' }) };
}

test('files are changed, created and deleted, and undone with the folders that were made', async () => {
  const { root, stateDir, undo } = world();
  chmodSync(path.join(root, 'a.ts'), 0o750);
  chmodSync(path.join(root, 'c.ts'), 0o700);
  const made = await change({ root, stateDir }, NEW);

  expect(snapshot(root)).toEqual({ 'a.ts': 'A\n', 'dir/b.ts': 'B\n', 'new/deep/d.ts': 'd\n' });
  expect(modeOf(root, 'a.ts')).toBe(0o750);
  expect(made.files()).toEqual([
    { path: 'a.ts', action: 'changed', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { path: 'dir/b.ts', action: 'changed', sha256: expect.any(String) },
    { path: 'c.ts', action: 'deleted', sha256: null },
    { path: 'new/deep/d.ts', action: 'created', sha256: expect.any(String) },
  ]);

  expect(await undo()).toEqual({
    restored: ['a.ts', 'dir/b.ts', 'c.ts', 'new/deep/d.ts'],
    left: [],
    copies: [],
    kept: [],
  });
  expect(snapshot(root)).toEqual(OLD);
  expect([modeOf(root, 'a.ts'), modeOf(root, 'c.ts')]).toEqual([0o750, 0o700]);
});

test('what is kept is for this user alone, and nothing is left beside the files', async () => {
  const { root, stateDir } = world();
  await change({ root, stateDir }, NEW);

  const modes = readdirSync(path.join(stateDir, 'changes'), { recursive: true, withFileTypes: true }).map(
    (entry) => {
      const { mode } = statSync(path.join(entry.parentPath, entry.name));
      return (mode & 0o777) === (entry.isDirectory() ? 0o700 : 0o600);
    },
  );
  expect(modes.length).toBeGreaterThan(5);
  expect(modes.every(Boolean)).toBe(true);
  expect(readdirSync(path.join(stateDir, 'changes/open'))).toEqual([]);
  expect(readdirSync(path.join(stateDir, 'changes/locks'))).toEqual([]);
});

test('where a file is no longer as expected, nothing is written', async () => {
  const { root, stateDir } = world();
  const writes = await toWrites(root, NEW);
  write(root, { 'dir/b.ts': 'theirs\n' });
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1' });

  await expect(opened.write(writes)).rejects.toMatchObject({ name: 'FilesChanged', paths: ['dir/b.ts'] });
  write(root, { 'dir/b.ts': 'b\n', 'new/deep/d.ts': 'theirs\n' });
  await expect(opened.write(writes)).rejects.toMatchObject({ paths: ['new/deep/d.ts'] });
  rmSync(path.join(root, 'a.ts'));
  await expect(opened.write(writes)).rejects.toBeInstanceOf(FilesChanged);
  expect(snapshot(root)).toEqual({ 'dir/b.ts': 'b\n', 'c.ts': 'c\n', 'new/deep/d.ts': 'theirs\n' });
  expect(opened.files()).toEqual([]);
});

test('what somebody else makes with the very same bytes is theirs, and stays', async () => {
  const { root, stateDir } = world();
  const writes = await toWrites(root, { 'new.ts': 'same\n' });
  write(root, { 'new.ts': 'same\n' });
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1' });

  await expect(opened.write(writes)).rejects.toBeInstanceOf(FilesChanged);
  expect(snapshot(root)).toEqual({ ...OLD, 'new.ts': 'same\n' });
});

test('where one cannot be written, the others are put back', async () => {
  const { root, stateDir } = world();
  const writes = await toWrites(root, { ...NEW, 'z/y.ts': 'y\n' });
  write(root, { z: 'a file in the way of the folder' });
  const opened = await openChange({ stateDir, roots: [root], id: 'r_1' });

  await expect(opened.write(writes)).rejects.toThrow(/ENOTDIR|EEXIST|FolderMoved|z\/y|Moved/);
  expect(snapshot(root)).toEqual({ ...OLD, z: 'a file in the way of the folder' });
  await opened[Symbol.asyncDispose]();
  expect(readdirSync(path.join(stateDir, 'changes/open'))).toEqual([]);
});

test('a link that takes the place of a folder is not followed, neither to write nor to undo', async () => {
  const { root, stateDir, undo } = world();
  const outside = folderWith({ 'b.ts': 'b\n' });
  const writes = await toWrites(root, { 'dir/b.ts': 'B\n', 'dir/n.ts': 'n\n' });
  const swap = () => {
    renameSync(path.join(root, 'dir'), path.join(root, 'moved'));
    symlinkSync(outside, path.join(root, 'dir'), 'dir');
  };
  const swapBack = () => {
    rmSync(path.join(root, 'dir'));
    renameSync(path.join(root, 'moved'), path.join(root, 'dir'));
  };
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1' });
  swap();
  await expect(opened.write(writes)).rejects.toBeInstanceOf(FilesChanged);
  swapBack();
  await opened.write(writes);
  write(outside, { 'b.ts': 'B\n' });
  swap();

  expect((await refusal(undo())).what).toContain('"dir/b.ts", "dir/n.ts" are no longer as run r_1 left them');
  expect(snapshot(outside)).toEqual({ 'b.ts': 'B\n' });
  swapBack();
  await undo();
  expect(snapshot(root)).toEqual(OLD);
});

test('an undo is refused where a file was changed since, with its name, and then nothing is undone', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, NEW);
  const after = snapshot(root);

  for (const theirs of [{ 'a.ts': 'mine\n' }, { 'c.ts': 'new c\n' }]) {
    write(root, theirs);
    const error = await refusal(undo());
    expect(error.message).toBe(
      `"${Object.keys(theirs).join('')}" is no longer as run r_1 left it, so nothing was undone. Put these files back as they were after the run, or change them by hand.`,
    );
    expect(snapshot(root)).toEqual({ ...after, ...theirs });
    write(root, { 'a.ts': 'A\n' });
    rmSync(path.join(root, 'c.ts'), { force: true });
  }
  await undo();
  expect(snapshot(root)).toEqual(OLD);
});

test('an undo of nothing, of an undone run, of another project and of no run at all says so', async () => {
  const { root, stateDir, undo } = world();
  expect((await refusal(undo())).what).toBe('Run r_1 has changed no files.');
  await change({ root, stateDir }, NEW);
  const elsewhere = undoChange({ stateDir, roots: [folder()], id: 'r_1' });

  expect((await refusal(elsewhere)).what).toContain('has changed files of another project');
  await undo();
  expect((await refusal(undo())).what).toMatch(/^Run r_1 has been undone already/);
  for (const id of ['../x', '', 'a/b', 'open', 'locks', '.', 'x'.repeat(100)]) {
    expect((await refusal(undoChange({ stateDir, roots: [root], id }))).kind).toBe('input');
  }
});

test('several writes of one run are one change: back goes what was there before the first', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, { 'a.ts': '2\n', 'n.ts': 'n\n' });
  await change({ root, stateDir }, { 'a.ts': '3\n', 'dir/b.ts': null });
  const made = await change({ root, stateDir }, { 'n.ts': null, 'x/y.ts': 'y\n' });

  expect(made.files().map(({ path: name, action }) => `${name} ${action}`)).toEqual([
    'a.ts changed',
    'dir/b.ts deleted',
    'x/y.ts created',
  ]);
  await undo();
  expect(snapshot(root)).toEqual(OLD);
});

test('folders that the run made stay where somebody put something into them', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, NEW);
  write(root, { 'new/mine.ts': 'mine\n' });
  await undo();

  expect(snapshot(root)).toEqual({ ...OLD, 'new/mine.ts': 'mine\n' });
});

test('after a formatter, hashes are taken again, and an undo knows what it wrote', async () => {
  const { root, stateDir, undo } = world();
  const opened = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await opened.write(await toWrites(root, NEW));
  write(root, { 'a.ts': 'formatted\n' });
  await opened.retake();
  await opened.keep();
  await opened[Symbol.asyncDispose]();

  await undo();
  expect(snapshot(root)).toEqual(OLD);
});

test('a tentative change is taken back, but for files that somebody else has changed', async () => {
  const { root, stateDir } = world();
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await opened.write(await toWrites(root, NEW));
  write(root, { 'dir/b.ts': 'mine\n' });

  expect(await opened.takeBack()).toEqual({
    restored: ['a.ts', 'c.ts', 'new/deep/d.ts'],
    left: ['dir/b.ts'],
    copies: [],
    kept: [],
  });
  expect(snapshot(root)).toEqual({ ...OLD, 'dir/b.ts': 'mine\n' });
  expect(opened.files()).toEqual([]);
});

test('what somebody else has changed is kept as a copy, where all has to be put back', async () => {
  const { root, stateDir } = world();
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await opened.write(await toWrites(root, NEW));
  write(root, { 'dir/b.ts': 'mine\n', 'c.ts': 'my c\n', 'new/deep/d.ts': 'my d\n' });
  const { left, copies } = await opened.takeBack({ copiesChanged: true });

  expect(left).toEqual([]);
  expect(copies.map(({ path: name, copy }) => [name, readFileSync(copy, 'utf8')])).toEqual([
    ['dir/b.ts', 'mine\n'],
    ['c.ts', 'my c\n'],
    ['new/deep/d.ts', 'my d\n'],
  ]);
  expect(snapshot(root)).toEqual(OLD);
});

test('where a link has taken the place of a folder, its files are named, and nothing is touched', async () => {
  const { root, stateDir } = world();
  const outside = folderWith({ 'b.ts': 'B\n' });
  await using opened = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await opened.write(await toWrites(root, { 'dir/b.ts': 'B\n', 'dir/n.ts': 'n\n' }));
  renameSync(path.join(root, 'dir'), path.join(root, 'moved'));
  symlinkSync(outside, path.join(root, 'dir'), 'dir');

  expect((await opened.takeBack({ copiesChanged: true })).left).toEqual(['dir/b.ts', 'dir/n.ts']);
  expect(snapshot(outside)).toEqual({ 'b.ts': 'B\n' });
});

test('a record that was cut off while it was written does not spoil the next', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, { 'a.ts': '2\n' });
  appendFileSync(path.join(stateDir, 'changes/r_1/journal.jsonl'), '{"kind":"writing","round":2,"fol');
  await change({ root, stateDir }, { 'a.ts': '3\n' });
  await undo();

  expect(snapshot(root)).toEqual(OLD);
});

test('one change at a time in the same root: the next waits, says so, and finds what the first wrote', async () => {
  const { root, stateDir } = world();
  const [writes, theirs] = [await toWrites(root, NEW), await toWrites(root, { 'a.ts': 'other\n' })];
  const first = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await using second = await openChange({ stateDir, roots: [root], id: 'r_2' });
  let waits = 0;
  const waiting = second.write(theirs, { onWait: () => (waits += 1) });
  await first.write(writes);
  await first.keep();
  await first[Symbol.asyncDispose]();

  await expect(waiting).rejects.toMatchObject({ paths: ['a.ts'] });
  expect(waits).toBe(1);
  expect(snapshot(root)).toMatchObject({ 'a.ts': 'A\n' });
});

test('who waits for the lock can stop', async () => {
  const { root, stateDir } = world();
  const first = await openChange({ stateDir, roots: [root], id: 'r_1', isTentative: true });
  await using second = await openChange({ stateDir, roots: [root], id: 'r_2' });
  const stopped = second.write(await toWrites(root, NEW), {
    signal: AbortSignal.abort(new Error('cancelled')),
  });
  await expect(stopped).rejects.toThrow('cancelled');
  await first[Symbol.asyncDispose]();
  expect(snapshot(root)).toEqual(OLD);
});

test('a start finds nothing to recover where all is finished or under way', async () => {
  const { root, stateDir } = world();
  const options = { stateDir, roots: [root] };
  expect(await recover(options)).toEqual([]);
  await change({ root, stateDir }, NEW);
  await using opened = await openChange({ ...options, id: 'r_2', isTentative: true });
  await opened.write(await toWrites(root, { 'a.ts': '2\n' }));

  expect(await recover(options)).toEqual([]);
  expect(snapshot(root)).toMatchObject({ 'a.ts': '2\n' });
});

test('a journal that is damaged or of a later version is left alone, and said so', async () => {
  const { root, stateDir } = world();
  for (const [id, line] of [
    ['r_bad', '{"kind":"opened"}\n'],
    ['r_new', '{"kind":"moved","version":2}\n'],
  ] as const) {
    write(path.join(stateDir, 'changes'), { [`${id}/journal.jsonl`]: line, [`open/${id}`]: '' });
  }
  const outcomes = await recover({ stateDir, roots: [root] });

  expect(outcomes.map(({ id, problem }) => `${id}: ${problem?.split('.jsonl')[1]}`)).toEqual([
    'r_bad:  is damaged, so it was left alone. Compare the files beside it with those of the project, then remove its folder.',
    'r_new:  is of a later version of runapi-deepseek, so it was left alone. Use that version.',
  ]);
  await expect(openChange({ stateDir, roots: [root], id: 'r_new' })).rejects.toThrow('later version');
  expect(existsSync(path.join(stateDir, 'changes/open/r_bad'))).toBe(true);
});

test('an image that is damaged does not take the place of a file', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, { 'a.ts': 'A\n' });
  write(path.join(stateDir, 'changes/r_1'), { '1-0': 'something else' });

  expect(await undo()).toEqual({ restored: [], left: ['a.ts'], copies: [], kept: [] });
  expect(snapshot(root)).toMatchObject({ 'a.ts': 'A\n' });
});

test('a folder that is no longer there is made again for what was deleted in it', async () => {
  const { root, stateDir, undo } = world();
  await change({ root, stateDir }, { 'dir/b.ts': null });
  rmSync(path.join(root, 'dir'), { recursive: true });
  mkdirSync(path.join(root, 'other'));
  await undo();

  expect(snapshot(root)).toEqual({ ...OLD, other: null });
});
