import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRun } from '../../../src/runs/open-run.ts';
import { formatOwner } from '../../../src/state/owner-file.ts';
import type { ProcessIdentity } from '../../../src/state/process-identity.ts';
import { readState } from '../../../src/runs/snapshot.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { startChild } from '../../support/child.ts';
import { until } from '../../support/until.ts';
import { end, openStore, ownerFiles, runsFolder, say, start, WRITTEN_MS } from '../../support/run-samples.ts';

/** More of them: RIVALS=5. */
const RIVALS = Number(process.env['RIVALS'] ?? 3);
const isLinux = process.platform === 'linux';

/** Changes what the file of a process says, and when it was last touched. */
async function changeOwner(file: string, change: object | string, ageMs: number): Promise<void> {
  const own = JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  const content = typeof change === 'string' ? change : formatOwner({ ...own, ...change });
  await writeFile(file, content);
  await utimes(file, new Date(), new Date(Date.now() - ageMs));
}

test.concurrent('a process that is killed leaves an orphan with everything received, to be resumed', async () => {
  await using folder = await temporaryFolder();
  await using child = startChild('write', folder.path);
  const id = await child.line();
  const store = openStore(folder.path);
  while (Number(await child.line()) < 30);
  child.rest();
  const pieces = Number(await child.line());
  expect(await store.read(id)).toMatchObject({ state: 'running' });
  await expect(store.resume(id)).rejects.toMatchObject({
    kind: 'input',
    what: expect.stringContaining('live'),
  });
  await until('they are on disk', async () => (await store.read(id)).answer.text.includes(` ${pieces - 1} `));
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
  expect(ownerFiles(folder.path)).toHaveLength(2);
});

test.concurrent.each(['ended', 'orphaned'])(
  'of several processes that resume an %s run, exactly one gets it',
  async (state) => {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    await using first = startChild('write', folder.path);
    const id = await first.line();
    await until('there is text', async () => (await store.read(id)).answer.text !== '');
    if (state === 'ended') await store.requestCancel(id);
    else await first.killHard();
    await until(`it is ${state}`, async () => (await store.read(id)).state === state);
    const { text } = (await store.read(id)).answer;

    const children = Array.from({ length: RIVALS }, () => startChild('resume', folder.path, id));
    try {
      for (const child of children) expect(await child.line()).toBe('ready');
      for (const child of children) child.say('go');
      const verdicts = await Promise.all(children.map((child) => child.line()));
      const winners = children.filter((_, place) => verdicts[place]?.startsWith('won'));
      expect(verdicts.filter((verdict) => verdict.startsWith('lost Run r_'))).toHaveLength(RIVALS - 1);
      expect(verdicts.filter((verdict) => verdict === `won ${text}`)).toHaveLength(1);
      const added = `${text}+${winners[0]?.pid}`;
      await until('it is on disk', async () => (await store.read(id)).answer.text === added);
      expect(await store.read(id)).toMatchObject({ state: 'running' });
      await Promise.all(children.map((child) => child.finish()));
    } finally {
      await Promise.all(children.map((child) => child.killHard()));
    }
    expect(await store.read(id)).toMatchObject({ state: 'orphaned' });
  },
);

test.concurrent('of many in one process, exactly one gets it, again and again', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
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

test
  .skipIf(process.platform === 'win32')
  .concurrent('one that was asleep when another took its run over adds nothing, and stops', async () => {
    await using folder = await temporaryFolder();
    const store = openStore(folder.path);
    await using sleeper = startChild('write', folder.path);
    const id = await sleeper.line();
    while (Number(await sleeper.line()) < 20);
    sleeper.kill('SIGSTOP');
    await sleep(WRITTEN_MS);
    // As if it were on another machine, and that a process with its number had started later.
    const [file = ''] = ownerFiles(folder.path);
    await changeOwner(file, { startTime: '1' }, 30_000);
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
  });

test
  .skipIf(!isLinux)
  .concurrent(
    'a process that can be looked up is judged by that, and not by the time of its file',
    async () => {
      await using folder = await temporaryFolder();
      const store = openStore(folder.path);
      await using child = startChild('write', folder.path);
      const id = await child.line();
      const [file = ''] = ownerFiles(folder.path);
      const own = JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
      expect(own).toMatchObject({ kind: 'process', version: 1, pid: child.pid, host: hostname() });
      child.kill('SIGSTOP');
      const stateWith = async (change: object | string, ageMs: number) => {
        await writeFile(file, formatOwner(own));
        await changeOwner(file, change, ageMs);
        return (await store.read(id)).state;
      };

      for (const ageMs of [0, 25_000, 10 * 24 * 3600 * 1000, -25_000]) {
        expect(await stateWith({}, ageMs)).toBe('running');
        await expect(store.resume(id)).rejects.toMatchObject({ what: expect.stringContaining('live') });
        // A process that has the number of a dead one is not taken for it.
        expect(await stateWith({ startTime: `${Number(own.startTime) - 1}` }, ageMs)).toBe('orphaned');
        expect(await stateWith({ pid: 2 ** 30 }, ageMs)).toBe('orphaned');
      }
      // On another machine, or in another sandbox, only the heartbeat tells.
      for (const elsewhere of [
        { host: 'elsewhere' },
        { pidNamespace: 'pid:[1]' },
        { startTime: null },
        '',
        '{',
        '[]',
      ]) {
        expect(await stateWith(elsewhere, 0)).toBe('running');
        expect(await stateWith(elsewhere, 15_000)).toBe('running');
        expect(await stateWith(elsewhere, 25_000)).toBe('orphaned');
      }
    },
  );

test.concurrent('an owner elsewhere whose clock is behind is not taken for dead: it shows itself by its heartbeat', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await using child = startChild('write', folder.path);
  const id = await child.line();
  const [file = ''] = ownerFiles(folder.path);
  await changeOwner(file, { host: 'elsewhere' }, 60_000);

  await expect(store.resume(id)).rejects.toMatchObject({ what: expect.stringContaining('live') });
  expect(await store.read(id)).toMatchObject({ state: 'running' });
});

test.concurrent('a run that ends while it is looked at is not called an orphan', async () => {
  await using folder = await temporaryFolder();
  const writer = await openStore(folder.path).create(start());
  const run = await openRun({ stateDir: folder.path, folder: runsFolder(folder.path), id: writer.id });
  await writer.end(end());
  expect(await readState(run)).toBe('ended');
  run.file.close();
});

test.concurrent('a live owner puts its file back when somebody cleans up', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  await using child = startChild('write', folder.path);
  const id = await child.line();
  await rm(path.join(folder.path, 'processes'), { recursive: true });
  await until('it is running', async () => (await store.read(id)).state === 'running');
  expect(child.rest().at(-1)).toMatch(/^\d+$/);
});

test.concurrent('many runs of a process have one file, which is gone when the process ends', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writers = await Promise.all(Array.from({ length: 20 }, () => store.create(start())));
  expect(ownerFiles(folder.path)).toHaveLength(1);
  await Promise.all(writers.map((writer) => writer.end(end())));

  await using child = startChild('write', folder.path);
  const id = await child.line();
  expect(ownerFiles(folder.path)).toHaveLength(2);
  await store.requestCancel(id);
  await child.finish();
  expect(ownerFiles(folder.path)).toHaveLength(1);
});

test.concurrent('a run whose files were deleted goes on without them, and says so', async () => {
  await using folder = await temporaryFolder();
  const store = openStore(folder.path);
  const writer = await store.create(start());
  await rm(runsFolder(folder.path), { recursive: true });
  await until('it is noticed', () => /removed/.test(writer.problem()?.message ?? ''));
  say(writer, 'still here');
  expect(writer.cancelRequested.aborted).toBe(false);
  await writer.end(end());
});
