import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { holdFolder } from '../../../src/workspace/save/hold-folder.ts';
import { planSave } from '../../../src/workspace/save/save.ts';
import { renameNew, writeAtomically } from '../../../src/workspace/save/write-atomically.ts';
import { bundled } from '../../support/bundle.ts';
import { folder, folderWith, write } from '../../support/files.ts';
import { startSwapping } from '../../support/swapper.ts';

test('of many who write a new file at once, one wins, complete, and the others get an error', async () => {
  for (let round = 0; round < 20; round += 1) {
    const root = folder();
    const texts = Array.from({ length: 16 }, (_, place) => `${place}\n`.repeat(10_000));
    const plans = await Promise.all(texts.map(() => planSave('a.md', { roots: [root], overwrite: false })));
    const outcomes = await Promise.allSettled(plans.map((plan, place) => plan.write(texts[place] ?? '')));
    const winners = outcomes.flatMap(({ status }, place) => (status === 'fulfilled' ? [place] : []));

    expect(winners).toHaveLength(1);
    expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe(texts[winners[0] ?? -1]);
    expect(readdirSync(root)).toEqual(['a.md']);
  }
});

test('who reads while a file is overwritten sees the old or the new, never a part or nothing', async () => {
  const texts = ['a', 'b'].map((letter) => letter.repeat(1_000_000)) as [string, string];
  const root = folderWith({ 'a.md': texts[0] });
  const state = { isWriting: true };
  const seen = new Set<string>();
  const reading = (async () => {
    while (state.isWriting) {
      const text = readFileSync(path.join(root, 'a.md'), 'utf8');
      expect(texts.includes(text)).toBe(true);
      seen.add(text[0] ?? '');
      await sleep(0);
    }
  })();
  try {
    for (let turn = 1; turn <= 12; turn += 1) {
      const plan = await planSave('a.md', { roots: [root], overwrite: true });
      await plan.write(texts[turn % 2] ?? '');
    }
  } finally {
    // Also when a write fails: who reads would go on for good.
    state.isWriting = false;
    await reading;
  }

  expect([...seen].toSorted()).toEqual(['a', 'b']);
  expect(readdirSync(root)).toEqual(['a.md']);
});

/** Whether the swaps have met saves at both moments often enough; a busy machine takes longer. */
function hasMet({ written, refused }: { written: number; refused: number }): boolean {
  return written >= 3 && refused >= 20;
}

test('a folder that turns into a link and back never lets an answer out', async () => {
  const outside = folder();
  const root = folder();
  mkdirSync(path.join(root, 'out'));
  const outcomes = { written: 0, refused: 0 };
  await using swapper = startSwapping(path.join(root, 'out'), outside);
  while (!hasMet(outcomes)) {
    await planSave('out/a.md', { roots: [root], overwrite: true })
      .then((plan) => plan.write('ours'))
      .then(
        () => (outcomes.written += 1),
        () => (outcomes.refused += 1),
      );
    expect(readdirSync(outside)).toEqual([]);
  }

  expect(swapper.isRunning()).toBe(true);
});

test('nor does it have folders made outside', async () => {
  const outside = folder();
  const root = folder();
  mkdirSync(path.join(root, 'out'));
  const outcomes = { written: 0, refused: 0 };
  await using swapper = startSwapping(path.join(root, 'out'), outside);
  for (let turn = 0; !hasMet(outcomes); turn += 1) {
    await planSave(`out/new-${turn}/deep/a.md`, { roots: [root], overwrite: true })
      .then((plan) => plan.write('ours'))
      .then(
        () => (outcomes.written += 1),
        () => (outcomes.refused += 1),
      );
    expect(readdirSync(outside)).toEqual([]);
  }

  expect(swapper.isRunning()).toBe(true);
});

/** More often: DELAY_STEP_MS=1. */
const DELAY_STEP_MS = Number(process.env['DELAY_STEP_MS'] ?? 12);
const PROGRAM = new URL('./write-in-process.ts', import.meta.url);

test('a server that is killed while it writes leaves the target as it was', async () => {
  const old = 'old\n';
  const root = folderWith({ 'a.md': old });
  let killedInTime = 0;
  for (let delay = 0; delay < 60; delay += DELAY_STEP_MS) {
    const child = spawn(process.execPath, [bundled(PROGRAM), root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    // It may also be done before it is killed, or fail before it writes.
    await Promise.race([once(child.stdout, 'data'), exit]);
    await sleep(delay);
    child.kill('SIGKILL');
    await exit;
    const { size } = statSync(path.join(root, 'a.md'));
    // The whole of the new text is another right outcome.
    expect([old.length, 200_000_000]).toContain(size);
    if (size === old.length) killedInTime += 1;
    write(root, { 'a.md': old });
  }

  expect(killedInTime).toBeGreaterThan(0);
});

test.runIf(process.platform !== 'win32')('a disk that fills up leaves the target as it was', async () => {
  const root = folderWith({ 'a.md': 'old\n' });
  // A limit for one file fails in the same place as a full disk, and needs no disk of its own.
  const limited = `trap '' XFSZ; ulimit -f 2000; exec "$@"`;
  const child = spawn('/bin/sh', ['-c', limited, 'sh', process.execPath, bundled(PROGRAM), root], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [message, [code]] = await Promise.all([readText(child.stderr), once(child, 'exit')]);

  expect(message).toContain('"a.md" could not be written (EFBIG). Ask the user to make room there');
  expect(code).toBe(1);
  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('old\n');
  expect(readdirSync(root)).toEqual(['a.md']);
});

test('where files cannot be linked, a name is taken first', async () => {
  const root = folderWith({ temporary: 'ours', 'taken.md': 'theirs' });
  const at = (name: string) => path.join(root, name);

  await expect(renameNew(at('temporary'), at('taken.md'))).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(at('taken.md'), 'utf8')).toBe('theirs');
  await renameNew(at('temporary'), at('new.md'));
  expect(readFileSync(at('new.md'), 'utf8')).toBe('ours');
  await expect(renameNew(at('missing'), at('other.md'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(root).toSorted()).toEqual(['new.md', 'taken.md']);
});

test('a folder that moves before the name is given is noticed, and nothing is left', async () => {
  const root = folderWith({ 'a.md': 'old' });
  const held = holdFolder(root);

  await expect(
    writeAtomically(
      {
        ...held,
        check() {
          throw new Error('moved');
        },
      },
      'a.md',
      Buffer.from('new'),
      { replace: true, mode: undefined },
    ),
  ).rejects.toThrow('moved');
  held.close();
  expect(readdirSync(root)).toEqual(['a.md']);
  expect(readFileSync(path.join(root, 'a.md'), 'utf8')).toBe('old');
});
