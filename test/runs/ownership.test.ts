import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRun } from '../../src/runs/open-run.ts';
import { readState } from '../../src/runs/snapshot.ts';
import { openRunStore } from '../../src/runs/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startChild } from './child.ts';
import { end, say, start, WRITTEN_MS } from './samples.ts';

const isLinux = process.platform === 'linux';

async function ownerFiles(stateDir: string): Promise<string[]> {
  const folder = path.join(stateDir, 'runs');
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.owner')).map((name) => path.join(folder, name));
}

test('a process that is killed leaves an orphan with all that it had received, to be gone on with', async () => {
  await using folder = await temporaryFolder();
  await using child = startChild('write', folder.path);
  const id = await child.line();
  const store = openRunStore(folder.path);
  while (Number(await child.line()) < 30);
  await sleep(WRITTEN_MS);
  child.rest();
  const pieces = Number(await child.line());
  expect(await store.read(id)).toMatchObject({ state: 'running' });
  await expect(store.resume(id)).rejects.toMatchObject({
    kind: 'input',
    what: expect.stringContaining('live'),
  });
  await sleep(100);
  await child.killHard();

  const { state, answer, end: result } = await store.read(id);
  expect({ state, result }).toEqual({ state: 'orphaned', result: null });
  expect(answer.text.startsWith(Array.from({ length: pieces }, (_, piece) => `${piece} `).join(''))).toBe(
    true,
  );
  expect(await store.list()).toMatchObject([{ id, state: 'orphaned', status: null }]);

  const { writer, snapshot } = await store.resume(id);
  expect(snapshot).toMatchObject({ state: 'orphaned', answer: { text: answer.text } });
  say(writer, 'end');
  await writer.end(end());
  expect(await store.read(id)).toMatchObject({ state: 'ended', answer: { text: `${answer.text}end` } });
  expect(await ownerFiles(folder.path)).toEqual([]);
});

test.each(['ended', 'orphaned'])(
  'of five processes that resume an %s run, exactly one gets it',
  async (state) => {
    await using folder = await temporaryFolder();
    const store = openRunStore(folder.path);
    await using first = startChild('write', folder.path);
    const id = await first.line();
    await sleep(WRITTEN_MS);
    if (state === 'ended') await store.requestCancel(id);
    else await first.killHard();
    await expect.poll(async () => (await store.read(id)).state).toBe(state);
    const { text } = (await store.read(id)).answer;

    const children = Array.from({ length: 5 }, () => startChild('resume', folder.path, id));
    try {
      for (const child of children) expect(await child.line()).toBe('ready');
      for (const child of children) child.say('go');
      const verdicts = await Promise.all(children.map((child) => child.line()));
      const winners = children.filter((_, place) => verdicts[place]?.startsWith('won'));
      expect(verdicts.filter((verdict) => verdict.startsWith('lost Run r_'))).toHaveLength(4);
      expect(verdicts.filter((verdict) => verdict === `won ${text}`)).toHaveLength(1);
      await sleep(WRITTEN_MS);
      expect(await store.read(id)).toMatchObject({
        state: 'running',
        answer: { text: `${text}+${winners[0]?.pid}` },
      });
      await Promise.all(children.map((child) => child.finish()));
    } finally {
      await Promise.all(children.map((child) => child.killHard()));
    }
    expect(await store.read(id)).toMatchObject({ state: 'orphaned' });
  },
);

test('of many in one process, exactly one gets it, again and again', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const first = await store.create(start());
  await first.end(end());
  const { id } = first;
  for (let round = 0; round < 30; round += 1) {
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => store.resume(id)));
    const won = tries.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const { value } of won) {
      say(value.writer, `${round},`);
      await value.writer.end(end());
    }
  }
  const { text } = (await store.read(id)).answer;
  expect(text).toBe(Array.from({ length: 30 }, (_, round) => `${round},`).join(''));
});

test.skipIf(process.platform === 'win32')(
  'one that was asleep when another took its run over adds nothing, and stops',
  async () => {
    await using folder = await temporaryFolder();
    const store = openRunStore(folder.path);
    await using sleeper = startChild('write', folder.path);
    const id = await sleeper.line();
    while (Number(await sleeper.line()) < 20);
    sleeper.kill('SIGSTOP');
    await sleep(WRITTEN_MS);
    const longAgo = new Date(Date.now() - 30_000);
    for (const file of await ownerFiles(folder.path)) await utimes(file, longAgo, longAgo);
    expect(await store.read(id)).toMatchObject({ state: 'orphaned' });

    const { writer, snapshot } = await store.resume(id);
    sleeper.rest();
    sleeper.kill('SIGCONT');
    say(writer, 'mine');
    const lines: string[] = [];
    while (!lines.at(-1)?.startsWith('stopped')) lines.push(await sleeper.line());
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe(`stopped Another process took run ${id} over.`);
    await sleeper.finish();
    expect(await store.read(id)).toMatchObject({
      state: 'running',
      answer: { text: `${snapshot.answer.text}mine` },
    });
    await writer.end(end());
    expect((await store.read(id)).end).toEqual(end());
    expect(await store.list()).toMatchObject([{ state: 'ended', status: 'complete' }]);
  },
);

test('an owner on another machine, or in another sandbox, is judged by its heartbeat alone', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const writer = await store.create(start());
  const [file = ''] = await ownerFiles(folder.path);
  const own = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const stateWith = async (content: object | string, ageMs: number) => {
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify({ ...own, ...content }));
    await utimes(file, new Date(), new Date(Date.now() - ageMs));
    return (await store.read(writer.id)).state;
  };

  expect(own).toMatchObject({ v: 1, pid: process.pid, host: hostname() });
  expect(await stateWith({}, 0)).toBe('running');
  expect(await stateWith({}, 25_000)).toBe('orphaned');
  expect(await stateWith({ pid: 2 ** 30 }, 0)).toBe('orphaned');
  expect(await stateWith({ pid: 2 ** 30, host: 'elsewhere' }, 15_000)).toBe('running');
  expect(await stateWith({ pid: process.pid, host: 'elsewhere' }, 25_000)).toBe('orphaned');
  expect(await stateWith({ pid: 2 ** 30, pidNamespace: 'pid:[1]' }, 0)).toBe('running');
  for (const damaged of ['', '{', '[]', { pid: -(2 ** 30) }, { pid: 0 }, { pid: 'x' }]) {
    expect(await stateWith(damaged, 0)).toBe('running');
    expect(await stateWith(damaged, 25_000)).toBe('orphaned');
  }
  await writer.end(end());
});

test.skipIf(!isLinux)('a process that has the number of a dead one is not taken for it', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const writer = await store.create(start());
  const [file = ''] = await ownerFiles(folder.path);
  const own = JSON.parse(await readFile(file, 'utf8')) as { startTime: string };
  expect(own.startTime).toMatch(/^\d+$/);
  await writeFile(file, JSON.stringify({ ...own, startTime: `${Number(own.startTime) - 1}` }));
  expect(await store.read(writer.id)).toMatchObject({ state: 'orphaned' });
  await writer.end(end());
});

test('one that ends after it was replaced does not change how the run ended', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const first = await store.create(start());
  say(first, 'one');
  await sleep(WRITTEN_MS);
  const longAgo = new Date(Date.now() - 30_000);
  for (const file of await ownerFiles(folder.path)) await utimes(file, longAgo, longAgo);
  const { writer: second } = await store.resume(first.id);
  say(second, ' two');
  await second.end(end({ status: 'complete' }));
  say(first, ' three');
  await first.end(end({ status: 'failed' }));

  expect(first.problem()).toMatchObject({ message: expect.stringContaining('took run') });
  expect(await store.read(first.id)).toMatchObject({
    answer: { text: 'one two' },
    end: { receipt: { status: 'complete' } },
  });
  expect(await store.list()).toMatchObject([{ status: 'complete', characters: 7 }]);
});

test('a run that ends while it is looked at is not called an orphan', async () => {
  await using folder = await temporaryFolder();
  const writer = await openRunStore(folder.path).create(start());
  const runs = path.join(folder.path, 'runs');
  const run = await openRun(runs, writer.id, 'read');
  await writer.end(end());
  expect(await readState(runs, run)).toBe('ended');
  await run.handle.close();
});

test('a live owner shows it, and puts its file back when somebody cleans up', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const writer = await store.create(start());
  const [file = ''] = await ownerFiles(folder.path);
  const longAgo = new Date(Date.now() - 30_000);
  await utimes(file, longAgo, longAgo);
  expect((await store.read(writer.id)).state).toBe('orphaned');
  await expect.poll(async () => (await store.read(writer.id)).state, { timeout: 5000 }).toBe('running');
  await rm(file);
  await expect.poll(async () => (await store.read(writer.id)).state, { timeout: 5000 }).toBe('running');
  expect(writer.problem()).toBeUndefined();
  expect(writer.cancelRequested.aborted).toBe(false);
  await writer.end(end());
  expect(await ownerFiles(folder.path)).toEqual([]);
});

test('a run whose files were deleted goes on without them, and says so', async () => {
  await using folder = await temporaryFolder();
  const store = openRunStore(folder.path);
  const writer = await store.create(start());
  await rm(path.join(folder.path, 'runs'), { recursive: true });
  await expect.poll(() => writer.problem()?.message, { timeout: 5000 }).toMatch(/removed/);
  say(writer, 'still here');
  expect(writer.cancelRequested.aborted).toBe(false);
  await writer.end(end());
});
