import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { end, openStore, runsFolder, say, start, WRITTEN_MS } from '../support/run-samples.ts';

const NEVER = 'r_AAAAAAAAAAAAAAAAAAAAAA';

test('what was appended can be read while the run goes on, and by another store', async () => {
  await using folder = await temporaryFolder();
  const writer = await openStore(folder.path).create(start());
  say(writer, 'Bl', 'ue', ' \u{1f600}'.slice(0, 2), ' \u{1f600}'.slice(2));
  writer.append({ type: 'reasoning-delta', text: 'Hm', signature: 'ab' });
  await sleep(WRITTEN_MS);

  const snapshot = await openStore(folder.path).read(writer.id);
  expect(snapshot).toMatchObject({ id: writer.id, start: start(), state: 'running', end: null });
  expect(snapshot.answer).toMatchObject({
    text: 'Blue \u{1f600}',
    reasoning: 'Hm',
    reasoning_signature: 'ab',
    finish_reason: null,
  });
  expect(Date.parse(snapshot.updatedAt)).toBeGreaterThanOrEqual(Date.parse(snapshot.startedAt) - 1000);
  await writer.end(end());
});

test('an ended run keeps its answer, its receipt and its error', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  say(writer, 'Blue');
  writer.append({ type: 'tool-call-delta', index: 0, id: 'c1', name: 'look' });
  writer.append({ type: 'tool-call-delta', index: 0, arguments: '{"a"' });
  writer.append({ type: 'tool-call-delta', index: 0, arguments: ':1}' });
  writer.append({ type: 'usage', usage: { input_tokens: 7, output_tokens: 2 } });
  writer.append({ type: 'finish', reason: 'length' });
  writer.append({ type: 'end' });
  const result = {
    ...end({ status: 'incomplete' }),
    errorKind: 'stalled',
    errorMessage: 'Silence.',
  } as const;
  await writer.end(result);

  const snapshot = await store.read(writer.id);
  expect(snapshot).toMatchObject({ state: 'ended', end: result });
  expect(snapshot.answer).toMatchObject({
    text: 'Blue',
    tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"a":1}' } }],
    usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9, cached_input_tokens: null },
    finish_reason: 'length',
  });
  expect(writer.problem()).toBeUndefined();
});

test('nothing but the log stays of a run that ended, and nothing can be added to it', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  await Promise.all([writer.end(end()), writer.end(end({ status: 'failed' }))]);
  say(writer, 'late');
  await sleep(WRITTEN_MS);
  expect(writer.problem()).toBeUndefined();

  expect(await readdir(runsFolder(folder.path))).toEqual([`${writer.id}.jsonl`]);
  expect(await store.read(writer.id)).toMatchObject({
    answer: { text: '' },
    end: { receipt: { status: 'complete' } },
  });
});

test('ids are 128 random bits, and no two are alike', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writers = await Promise.all(Array.from({ length: 20 }, () => store.create(start())));

  expect(new Set(writers.map(({ id }) => id)).size).toBe(20);
  for (const { id } of writers) expect(id).toMatch(/^r_[A-Za-z0-9_-]{22}$/);
  await Promise.all(writers.map((writer) => writer.end(end())));
});

describe.skipIf(process.platform === 'win32')('on a platform with modes', () => {
  test('folders are 0700 and files 0600, also where a wider folder was there', async () => {
    await using folder = await temporaryFolder();
    const stateDir = path.join(folder.path, 'new');
    const store = openStore(stateDir);
    const writer = await store.create(start());
    await store.setDelivered(writer.id, 1);
    await store.requestCancel(writer.id);
    const entries = await readdir(stateDir, { recursive: true, withFileTypes: true });
    const modes = await Promise.all(
      entries.map(async (entry) => {
        const { mode } = await stat(path.join(entry.parentPath, entry.name));
        return `${entry.isDirectory() ? 'folder' : 'file'} ${(mode & 0o777).toString(8)}`;
      }),
    );

    // Log, delivered, process and cancel; runs, processes and the project.
    expect(modes.toSorted()).toEqual([...Array(4).fill('file 600'), ...Array(3).fill('folder 700')]);
    expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
    await writer.end(end());

    const wide = path.join(folder.path, 'wide');
    await mkdir(runsFolder(wide), { recursive: true });
    await chmod(wide, 0o755);
    for (const folderPath of [path.join(wide, 'runs'), runsFolder(wide)]) await chmod(folderPath, 0o777);
    await (await openStore(wide).create(start())).end(end());
    expect((await stat(runsFolder(wide))).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(wide, 'runs'))).mode & 0o777).toBe(0o700);
    // It may be a folder that others need.
    expect((await stat(wide)).mode & 0o777).toBe(0o755);
  });

  test('a log that is a link is not followed', async () => {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    const writer = await store.create(start());
    await writer.end(end());
    const runs = runsFolder(folder.path);
    await symlink(path.join(runs, `${writer.id}.jsonl`), path.join(runs, `${NEVER}.jsonl`));

    await expect(store.read(NEVER)).rejects.toMatchObject({ kind: 'input' });
    await expect(store.resume(NEVER)).rejects.toMatchObject({ kind: 'input' });
    expect(await store.list()).toHaveLength(1);
  });
});

test.each([
  ['../x'],
  ['..'],
  ['/etc/passwd'],
  ['C:\\x'],
  [`${NEVER}\0`],
  [`${NEVER}/../${NEVER}`],
  ['r_' + 'A'.repeat(100_000)],
  [''],
  ['r_AAAAAAAAAAAAAAAAAAAAA.'],
  [undefined as unknown as string],
])('the id %j is refused by every method', async (id) => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const signal = AbortSignal.timeout(5000);
  const calls = [
    () => store.read(id),
    () => store.follow(id, { signal, waitMs: 1, untilEnd: true, characters: 0 }),
    () => store.resume(id),
    () => store.requestCancel(id),
    () => store.remove(id),
    () => store.delivered(id),
    () => store.setDelivered(id, 1),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/^.{1,200}is not the id of a run/),
    });
  }
  expect(await readdir(folder.path)).toEqual([]);
});

test('an unknown id is refused with the three newest runs', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await expect(store.read(NEVER)).rejects.toMatchObject({
    kind: 'input',
    next: 'Start a new one with a prompt.',
  });
  const ids: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    const writer = await store.create(start());
    await writer.end(end());
    ids.unshift(writer.id);
    await sleep(10);
  }

  for (const call of [
    () => store.read(NEVER),
    () => store.remove(NEVER),
    () => store.setDelivered(NEVER, 1),
  ]) {
    await expect(call()).rejects.toMatchObject({
      kind: 'input',
      what: expect.stringContaining(NEVER),
      next: `Use a recent one (${ids.slice(0, 3).join(', ')}), or start a new one with a prompt.`,
    });
  }
});

test('a state folder that cannot be used is a configuration error that names its variable', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'file');
  await writeFile(file, '');
  const taken = path.join(folder.path, 'taken');
  await mkdir(taken);
  await writeFile(path.join(taken, 'runs'), '');

  for (const stateDir of [file, path.join(file, 'below'), taken, `${folder.path}/\0`]) {
    await expect(openStore(stateDir).create(start())).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('DEEPSEEK_STATE_DIR'),
    });
  }
  await expect(openStore(path.join(folder.path, 'none')).list()).resolves.toEqual([]);
});

test('what was delivered is 0 at first, and kept from then on', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  await writer.end(end());

  expect(await store.delivered(writer.id)).toBe(0);
  await Promise.all([1, 2, 3, 4, 5].map((count) => store.setDelivered(writer.id, count)));
  await store.setDelivered(writer.id, 1204);
  expect(await openStore(folder.path).delivered(writer.id)).toBe(1204);
  await writeFile(path.join(runsFolder(folder.path), `${writer.id}.delivered`), '12x');
  expect(await store.delivered(writer.id)).toBe(0);
  expect(await readdir(runsFolder(folder.path))).toHaveLength(2);
});

test('a state folder that was removed while the process ran is made again', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await (await store.create(start())).end(end());
  await rm(runsFolder(folder.path), { recursive: true });

  const writer = await store.create(start('Again.'));
  await writer.end(end());

  expect((await store.list()).map(({ title }) => title)).toEqual(['Again.']);
});
