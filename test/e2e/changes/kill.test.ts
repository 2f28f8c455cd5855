import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { undoChange } from '../../../src/workspace/changes/undo.ts';
import { bundled } from '../../support/bundle.ts';
import { folder, folderWith, write } from '../../support/files.ts';
import { until } from '../../support/until.ts';
import { change, recover, snapshot, type Texts } from '../../support/change-world.ts';

/** How many processes are killed while they write many files. More of them: KILLS=300. */
const KILLS = Number(process.env['KILLS'] ?? 5);
/** Every how many operations a process is killed. All of them: KILL_STEP=1. */
const KILL_STEP = Number(process.env['KILL_STEP'] ?? 13);
/** The first operation of each action, so that they are not all killed at the same ones. */
const FIRST = { write: 1, check: 5, undo: 3 };

const PROGRAM = new URL('./change-in-process.ts', import.meta.url);

interface World {
  readonly root: string;
  readonly stateDir: string;
}

function makeWorld(files: Readonly<Record<string, string>>): World {
  return { root: folderWith(files), stateDir: path.join(folder(), 'state') };
}

interface Started {
  readonly child: ChildProcess;
  readonly exit: Promise<unknown>;
  /** Whether it has come so far. */
  readonly hasTold: (what: 'ready' | 'written' | 'done') => boolean;
}

function start(world: World, task: { texts: Texts; action: string; killAt?: number }): Started {
  const child = spawn(process.execPath, [bundled(PROGRAM), JSON.stringify({ ...world, ...task })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  return { child, exit: once(child, 'close'), hasTold: (what) => told.includes(`${what}\n`) };
}

const OLD = { 'a.ts': 'old a\n', 'b.ts': 'old b\n', 'dir/c.ts': 'old c\n' };
const NEW: Texts = { 'a.ts': 'new a\n', 'b.ts': null, 'dir/c.ts': 'new c\n', 'new/deep/d.ts': 'new d\n' };
const AFTER = { 'a.ts': 'new a\n', 'dir/c.ts': 'new c\n', 'new/deep/d.ts': 'new d\n' };

/** Kills a process at one operation after the other, until one lives to its end. @returns What was there after each. */
async function killEverywhere(
  action: 'write' | 'check' | 'undo',
  prepare: () => Promise<World>,
): Promise<{ world: World; isDone: boolean }[]> {
  const outcomes: { world: World; isDone: boolean }[] = [];
  for (let killAt = Math.min(FIRST[action], KILL_STEP); !outcomes.at(-1)?.isDone; killAt += KILL_STEP) {
    const world = await prepare();
    const started = start(world, { texts: NEW, action, killAt });
    // One that waits for its check never ends by itself.
    if (action === 'check') await untilWritten(started);
    else await started.exit;
    started.child.kill('SIGKILL');
    await started.exit;
    outcomes.push({ world, isDone: started.hasTold(action === 'check' ? 'written' : 'done') });
    await recover({ stateDir: world.stateDir, roots: [world.root] });
  }
  return outcomes;
}

/** All is written, and so is the record that says so; or the process has ended before. */
async function untilWritten({ child, hasTold }: Started): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await until('all is written', () => hasTold('written') || hasEnded());
}

test('killed at any operation while it writes, all is old or all is new', async () => {
  const outcomes = await killEverywhere('write', async () => makeWorld(OLD));
  const states = outcomes.map(({ world }) => JSON.stringify(snapshot(world.root)));

  expect(new Set(states)).toEqual(new Set([JSON.stringify(sorted(OLD)), JSON.stringify(sorted(AFTER))]));
  expect(outcomes.length).toBeGreaterThan(4);
});

test('killed at any operation while it waits for a check, all is old', async () => {
  const outcomes = await killEverywhere('check', async () => makeWorld(OLD));

  for (const { world } of outcomes) expect(snapshot(world.root)).toEqual(sorted(OLD));
});

test('killed at any operation of an undo, all is old or all is new, and the undo can be finished', async () => {
  const outcomes = await killEverywhere('undo', async () => {
    const world = makeWorld(OLD);
    await change(world, NEW);
    return world;
  });
  const states = outcomes.map(({ world }) => JSON.stringify(snapshot(world.root)));

  expect(new Set(states)).toEqual(new Set([JSON.stringify(sorted(OLD)), JSON.stringify(sorted(AFTER))]));
  for (const { world } of outcomes) {
    await undoChange({ stateDir: world.stateDir, roots: [world.root], id: 'r_1' }).catch(() => undefined);
    expect(snapshot(world.root)).toEqual(sorted(OLD));
  }
});

function sorted(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

test('killed while 40 files are written, after any of them, all are old or all are new', async () => {
  const names = Array.from({ length: 40 }, (_, place) => `dir-${place % 5}/file-${place}.ts`);
  const texts = (version: string) =>
    Object.fromEntries(names.map((name) => [name, `${version} ${name}\n`.repeat(50)]));
  const [before, after] = [texts('old'), texts('new')];
  const states = [before, after].map((files) => JSON.stringify(sorted(files)));
  const seen = { old: 0, new: 0, halfWritten: 0 };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const world = makeWorld(before);
    const { child, exit, hasTold } = start(world, { texts: after, action: 'write' });
    await until('it begins', () => hasTold('ready'));
    // At once, or after some of them.
    const last = path.join(world.root, names[Math.floor((names.length * kill) / KILLS)] ?? '');
    const isWritten = () => kill === 0 || readFileSync(last, 'utf8').startsWith('new');
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    // All are renamed within milliseconds.
    while (!hasEnded() && !isWritten()) await setImmediate();
    child.kill('SIGKILL');
    await exit;
    if (!states.includes(JSON.stringify(snapshot(world.root)))) seen.halfWritten += 1;
    await recover({ stateDir: world.stateDir, roots: [world.root] });
    const state = JSON.stringify(snapshot(world.root));
    expect(states).toContain(state);
    seen[state === states[1] ? 'new' : 'old'] += 1;
  }
  if (process.env['KILLS']) process.stderr.write(`${JSON.stringify(seen)}\n`);

  expect(seen.old + seen.new).toBe(KILLS);
}, 1_800_000);

test('a start touches only files whose bytes are those of the run, and names the others', async () => {
  const world = makeWorld(OLD);
  const started = start(world, { texts: NEW, action: 'check' });
  await untilWritten(started);
  started.child.kill('SIGKILL');
  await started.exit;
  write(world.root, { 'a.ts': 'mine\n', 'new/mine.ts': 'mine\n' });

  // Only in the same roots.
  expect(await recover({ stateDir: world.stateDir, roots: [folder()] })).toEqual([]);
  expect(await recover({ stateDir: world.stateDir, roots: [world.root] })).toEqual([
    {
      id: 'r_1',
      restored: ['b.ts', 'dir/c.ts', 'new/deep/d.ts'],
      left: ['a.ts'],
      copies: [],
      kept: [],
      problem: undefined,
    },
  ]);
  expect(snapshot(world.root)).toEqual(sorted({ ...OLD, 'a.ts': 'mine\n', 'new/mine.ts': 'mine\n' }));
});

test('of two processes that change the same files, one wins and the other changes nothing', async () => {
  const world = makeWorld(OLD);
  const [one, other] = ['1', '2'].map((mark) => {
    const texts = Object.fromEntries(Object.keys(OLD).map((name) => [name, `${mark}\n`]));
    const child = spawn(
      process.execPath,
      [bundled(PROGRAM), JSON.stringify({ ...world, texts, action: 'write' })],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    return { told: readText(child.stderr), exit: once(child, 'exit') };
  });
  const told = await Promise.all([one?.told, other?.told]);
  await Promise.all([one?.exit, other?.exit]);
  const texts = new Set(Object.values(snapshot(world.root)));

  expect(texts.size).toBe(1);
  // Both read the files before either wrote, or one after the other.
  for (const message of told) expect(message === '' || /FilesChanged/.test(message ?? '')).toBe(true);
});
