import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { bundled } from '../../support/bundle.ts';
import {
  failureOf,
  MODEL,
  questions,
  saveTurns,
  testStore,
  turn,
  type TestStore,
} from '../../support/conversation-store.ts';

const PROGRAM = new URL('../../support/programs/append-turns.ts', import.meta.url);

/** A process that adds exchanges; it waits for `begin`. */
async function startAppender(
  world: TestStore,
  id: string,
  name: string,
  { count, characters }: { count: number; characters: number },
) {
  const words = [world.stateDir, id, name, String(count), String(characters)];
  const child = spawn(process.execPath, [bundled(PROGRAM), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const printed = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(printed, 'line');
  const closed = once(child, 'close');
  return {
    lines,
    begin: () => child.stdin.write('\n'),
    nextLine: () => once(printed, 'line'),
    kill: () => child.kill('SIGKILL'),
    closed,
  };
}

test('two processes that append at once: each exchange is there once, in the order of its process, and nothing else', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'first');
  const names = ['ann', 'bob'];
  const appenders = await Promise.all(
    // Longer than a page, so that a write which is not whole would show.
    names.map((name) => startAppender(world, id, name, { count: 40, characters: 5000 })),
  );
  for (const appender of appenders) appender.begin();
  const codes = await Promise.all(appenders.map(async ({ closed }) => (await closed)[0] as unknown));
  expect(codes).toEqual([0, 0]);

  const stored = questions(await world.store.read(id)).map((question) =>
    String(question).replace(/ x+$/, ''),
  );
  expect(stored).toHaveLength(81);
  for (const name of names) {
    expect(stored.filter((question) => question.startsWith(name))).toEqual(
      Array.from({ length: 40 }, (_, index) => `${name} ${index}`),
    );
  }
  // A record that was seen half written gets a line break too many after it; nothing else is between records.
  const records = (await world.text(id)).split('\n').filter((line) => line !== '');
  for (const record of records) expect(() => JSON.parse(record)).not.toThrow();
  // Or they never met, and the test has shown nothing.
  expect(appenders.flatMap(({ lines }) => lines)).toContain('refused');
});

test('what a killed process had added is there, and the conversation goes on', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'first');
  const appender = await startAppender(world, id, 'ann', { count: 100_000, characters: 100_000 });
  appender.begin();
  while (appender.lines.length < 6) await appender.nextLine();
  appender.kill();
  await appender.closed;

  const reported = appender.lines.filter((line) => line.startsWith('added')).map((line) => line.slice(6));
  const stored = questions(await world.store.read(id)).map((question) =>
    String(question).replace(/ x+$/, ''),
  );
  expect(stored.slice(1, 1 + reported.length)).toEqual(reported);
  await world.store.append(id, { basedOn: stored.length, messages: turn('after'), model: MODEL });
  expect(questions(await world.store.read(id)).at(-1)).toBe('after');
});

test.for([0, 1])('of ten answers that are all based on %i exchanges, one is added', async (basedOn) => {
  await using world = await testStore();
  const id = await saveTurns(world.store, ...['first'].slice(0, basedOn));
  const attempts = Array.from({ length: 10 }, (_, index) =>
    world.store.append(id, { basedOn, messages: turn(`answer ${index}`), model: MODEL }),
  );

  const settled = await Promise.allSettled(attempts);

  const winner = settled.findIndex(({ status }) => status === 'fulfilled');
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts.toSpliced(winner, 1)) {
    const error = await failureOf(attempt);
    expect(error).toMatchObject({ kind: 'input', what: expect.stringContaining('has moved on') });
  }
  expect(questions(await world.store.read(id)).slice(basedOn)).toEqual([`answer ${winner}`]);
});

test('a conversation takes 64 MiB and no more', async () => {
  await using world = await testStore();
  const id = await saveTurns(world.store, 'one', 'x'.repeat(20 * 1024 * 1024));
  const bytes = (await stat(world.fileOf(id))).size;

  const messages = turn('x'.repeat(15 * 1024 * 1024));
  const error = await failureOf(world.store.append(id, { basedOn: 2, messages, model: MODEL }));

  expect(error).toMatchObject({ kind: 'input', what: expect.stringContaining('full') });
  expect((await stat(world.fileOf(id))).size).toBe(bytes);
});
