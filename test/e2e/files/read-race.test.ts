import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readAtOnce } from '../../../src/workspace/read/read-at-once.ts';
import { readBytes } from '../../../src/workspace/read/read-bytes.ts';
import { watchFolders } from '../../../src/workspace/save/folder-stamps.ts';
import { inspect, type FoundFile } from '../../../src/workspace/read/inspect.ts';
import { isRefusal } from '../../../src/workspace/read/refusal.ts';
import { openRoots } from '../../../src/workspace/roots.ts';
import { openFound } from '../../../src/workspace/read/open-found.ts';
import { CANARY } from '../../support/hostile-world.ts';
import { folderWith, makePipe, read, write } from '../../support/files.ts';
import { startSwapping } from '../../support/swapper.ts';

async function inspected(root: string, file: string): Promise<FoundFile> {
  const found = inspect(path.join(root, file), openRoots([root]));
  if (isRefusal(found) || 'folder' in found) throw new Error('no file');
  return found;
}

test('a link that takes the place of a file after it was looked at is not followed', async () => {
  const outside = folderWith({ 'a.txt': CANARY });
  const root = folderWith({ 'a.txt': 'plain' });
  const found = await inspected(root, 'a.txt');
  unlinkSync(path.join(root, 'a.txt'));
  symlinkSync(path.join(outside, 'a.txt'), path.join(root, 'a.txt'));

  expect(await readBytes(found, 1000)).toMatchObject({
    path: 'a.txt',
    reason: expect.stringMatching(/ELOOP|replaced/),
  });
});

test('a link that takes the place of a folder after it was looked at is not followed', async () => {
  const outside = folderWith({ 'a.txt': CANARY });
  const root = folderWith({ 'folder/a.txt': 'plain' });
  const found = await inspected(root, 'folder/a.txt');
  renameSync(path.join(root, 'folder'), path.join(root, 'moved'));
  symlinkSync(outside, path.join(root, 'folder'), 'dir');

  expect(await readBytes(found, 1000)).toMatchObject({ reason: 'was replaced while it was being opened' });
});

test('a pipe that takes the place of a file does not hold anything up', async () => {
  const root = folderWith({ 'a.txt': 'plain' });
  const found = await inspected(root, 'a.txt');
  unlinkSync(path.join(root, 'a.txt'));
  makePipe(path.join(root, 'a.txt'));

  expect(await readBytes(found, 1000)).toMatchObject({
    reason: expect.stringMatching(/^is no regular file/),
  });
});

test('a file that has grown is read up to one byte more than is allowed', async () => {
  const root = folderWith({ 'a.txt': 'plain' });
  const found = await inspected(root, 'a.txt');
  write(root, { 'a.txt': 'x'.repeat(1_000_000) });

  expect(await readBytes(found, 300_000)).toHaveLength(300_001);
});

/** As on a platform that does not tell where an open file is. */
const tellNothing = async () => undefined;

test.for([
  ['by where it is', undefined],
  ['by the folders above it', tellNothing],
] as const)('a file is opened %s', async ([, tellPath]) => {
  const found = await inspected(folderWith({ 'folder/a.txt': 'plain' }), 'folder/a.txt');
  const handle = await openFound(found, tellPath);
  if (isRefusal(handle)) throw new Error(handle.reason);

  expect(await handle.readFile('utf8')).toBe('plain');
  await handle.close();
});

test('where nobody tells where an open file is, a swap that was undone meanwhile is noticed', async () => {
  const root = folderWith({ 'deep/folder/a.txt': 'plain' });
  const found = await inspected(root, 'deep/folder/a.txt');
  const [inner, aside] = [path.join(root, 'deep/folder'), path.join(root, 'deep/aside')];
  const swapAndBack = async () => {
    await sleep(20);
    renameSync(inner, aside);
    renameSync(aside, inner);
    return undefined;
  };

  expect(await openFound(found, swapAndBack)).toMatchObject({
    reason: 'was replaced while it was being opened',
  });
});

async function readByWaiting(found: FoundFile): Promise<Buffer | undefined> {
  const handle = await openFound(found);
  if (isRefusal(handle)) return undefined;
  const bytes = await handle.readFile();
  await handle.close();
  return bytes;
}

test.for([
  ['at once', async (found: FoundFile) => readAtOnce(found, 1000), 40],
  // It tries three times before it refuses.
  ['by waiting', readByWaiting, 11],
] as const)(
  'a file that is read %s is not opened through a folder that turns into a link and back',
  async ([, readFound, enough]) => {
    const outside = folderWith({ 'a.txt': CANARY });
    const root = folderWith({ 'deep/folder/a.txt': 'plain' });
    const found = await inspected(root, 'deep/folder/a.txt');
    await using swapper = startSwapping(path.join(root, 'deep/folder'), outside);
    const outcomes = { opened: 0, refused: 0 };
    // Both have to happen often enough, or there was no race; a busy machine takes longer.
    while (outcomes.refused < enough || outcomes.opened < 25) {
      const bytes = await readFound(found);
      outcomes[bytes ? 'opened' : 'refused'] += 1;
      expect(bytes?.toString() ?? 'plain').toBe('plain');
      await setImmediate();
    }

    expect(swapper.isRunning()).toBe(true);
  },
);

test('a swap and back is seen in the folder above', async () => {
  const root = folderWith({ 'deep/folder/a.txt': 'plain' });
  const [inner, aside] = [path.join(root, 'deep/folder'), path.join(root, 'deep/aside')];
  const areUnchanged = await watchFolders(root, path.join(inner, 'a.txt'));
  expect(await areUnchanged?.()).toBe(true);
  // Some file systems tell times in steps of some milliseconds.
  await sleep(20);
  renameSync(inner, aside);
  expect(await areUnchanged?.().catch(() => false)).toBe(false);
  renameSync(aside, inner);

  expect(await areUnchanged?.()).toBe(false);
});

test('a link among the folders is no folder to watch', async () => {
  const root = folderWith({ 'real/a.txt': '' });
  symlinkSync('real', path.join(root, 'link'), 'dir');

  expect(await watchFolders(root, path.join(root, 'link/a.txt'))).toBeUndefined();
  expect(await watchFolders(root, path.join(root, 'real/a.txt'))).toBeDefined();
});

test('the whole way from a name to the text is not deceived either', async () => {
  const outside = folderWith({ 'a.txt': CANARY });
  const root = folderWith({ 'folder/a.txt': 'plain', 'b.txt': 'plain' });
  await using swapper = startSwapping(path.join(root, 'folder'), outside);
  const outcomes = { read: 0, refused: 0 };
  while (outcomes.read < 80 || outcomes.refused < 5) {
    const { files } = await read(root, '**/*.txt');
    const named = await read(root, 'folder/a.txt').catch(() => ({ files: [] }));
    for (const { text } of [...files, ...named.files]) expect(text).toBe('plain');
    outcomes[named.files.length > 0 ? 'read' : 'refused'] += 1;
  }

  expect(swapper.isRunning()).toBe(true);
});
